import type { QualityLevel, StreamIndex } from './manifest';

/** The presentation's own address: the manifest's without its last segment, query kept apart. */
export function presentationUrl(manifestUrl: string): string {
  return new URL('.', manifestUrl).href;
}

/**
 * Fills the `Url` pattern of a stream, both spellings of each placeholder.
 *
 * @see "[MS-SSTR] 2.2.2.3 and 3.1.4.2"
 */
export function fragmentUrl(
  presentation: string,
  stream: StreamIndex,
  request: { level: QualityLevel; startTicks: bigint },
): string {
  const attributes = [...request.level.attributes].map(([key, value]) => `${key}=${value}`).join(',');
  const path = stream.url
    // Without attributes the comma in front of the placeholder goes too.
    .replace(/,?\{CustomAttributes\}/gi, attributes === '' ? '' : `,${attributes}`)
    .replace(/\{bitrate\}/gi, String(request.level.bitrateBps))
    .replace(/\{start[ _]time\}/gi, request.startTicks.toString());
  return new URL(path, presentation).href;
}
