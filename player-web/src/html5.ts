import { deliveryOf, manifestAddress } from './engine/delivery';
import { element } from './ui/elements';

// Puts the point that the address asks for, `?url=/live.isml[&format=m3u8-cmaf]`, into the element.
const asked = new URLSearchParams(location.search);
const point = asked.get('url');
if (point !== null) {
  const delivery = deliveryOf('native', asked.get('format'));
  const manifest = manifestAddress(point, document.baseURI, delivery);
  element('video', HTMLVideoElement).src = manifest;
  element('source', HTMLParagraphElement).textContent = manifest;
}
