import type { EngineName } from './engine';

/**
 * The forms in which an origin delivers a presentation: Smooth Streaming itself, every other one by
 * the name that the origin's addresses have for it.
 */
export type Delivery =
  | 'smooth'
  | 'mpd-time-cmaf'
  | 'mpd-number-cmaf'
  | 'm3u8-aapl'
  | 'm3u8-cmaf';

/** What each engine plays, its usual one first. */
export const DELIVERIES: Readonly<Record<EngineName, readonly [Delivery, ...Delivery[]]>> = {
  smoothlab: ['smooth'],
  dashjs: ['smooth', 'mpd-time-cmaf', 'mpd-number-cmaf'],
  rx: ['smooth'],
  hlsjs: ['m3u8-aapl', 'm3u8-cmaf'],
  shaka: ['mpd-time-cmaf', 'mpd-number-cmaf', 'm3u8-cmaf', 'm3u8-aapl'],
  native: ['m3u8-aapl', 'm3u8-cmaf'],
};

/** The delivery that was asked for, if the engine plays it; else its usual one. */
export function deliveryOf(engine: EngineName, asked: string | null | undefined): Delivery {
  const known = DELIVERIES[engine];
  return known.find((each) => each === asked?.toLowerCase()) ?? known[0];
}

/** A publishing point or recording, or its Smooth manifest; not the manifest of another delivery. */
const POINT = /(\.isml?(?:\/events\([^/]*\))?)(?:\/(?:manifest)?)?$/i;

/**
 * What a viewer typed or a list gave, as the address of a manifest: `…/x.isml` becomes the manifest
 * of the delivery. What names a document of its own is left as it is.
 *
 * @see "[MS-SSTR] 2.2.1"
 */
export function manifestAddress(given: string, base: string, delivery: Delivery): string {
  const url = new URL(given, base);
  if (delivery === 'smooth') url.pathname = url.pathname.replace(/(\.isml?)\/?$/i, '$1/Manifest');
  else url.pathname = url.pathname.replace(POINT, `$1/${documentName(delivery)}`);
  return url.href;
}

/** The suffix is not the origin's wish: players tell by it what comes. */
function documentName(delivery: Exclude<Delivery, 'smooth'>): string {
  const suffix = delivery.startsWith('mpd') ? 'mpd' : 'm3u8';
  return `Manifest(format=${delivery}).${suffix}`;
}
