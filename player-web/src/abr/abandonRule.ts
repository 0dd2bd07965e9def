/** A download under way. */
export interface RunningDownload {
  readonly receivedBytes: number;
  readonly totalBytes: number;
  /** Since the first byte of the answer. */
  readonly elapsedMillis: number;
  readonly bufferSeconds: number;
  readonly bitrateBps: number;
  readonly lowestBitrateBps: number;
}

const WATCH_MILLIS = 1_000;
const SPARE_SECONDS = 0.3;

/**
 * Whether to give a download up and fetch the lowest level instead: when it will not be there before
 * the buffer runs dry, and the small one would be.
 */
export function shouldAbandon(download: RunningDownload): boolean {
  const { receivedBytes, totalBytes, elapsedMillis, bufferSeconds } = download;
  if (elapsedMillis < WATCH_MILLIS || receivedBytes === 0) return false;
  if (download.bitrateBps <= download.lowestBitrateBps) return false;
  const bytesPerSecond = (receivedBytes * 1000) / elapsedMillis;
  const restSeconds = (totalBytes - receivedBytes) / bytesPerSecond;
  const smallBytes = (totalBytes * download.lowestBitrateBps) / download.bitrateBps;
  const smallSeconds = smallBytes / bytesPerSecond;
  return restSeconds > bufferSeconds - SPARE_SECONDS && smallSeconds < restSeconds;
}
