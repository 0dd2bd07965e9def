import { modulo } from './frameLedger';

const DAY_SECONDS = 86_400;
/** Beyond this the media is not on the wall clock at all. */
const PLAUSIBLE_SECONDS = 3_600;

/**
 * How long ago the picture was made, for encoders that start on the clock: their media time is the
 * time of day in UTC.
 *
 * @returns undefined when the media is not on the clock
 */
export function clockLatencySeconds(mediaSeconds: number, wallMillis: number): number | undefined {
  const secondsOfDay = modulo(wallMillis / 1000, DAY_SECONDS);
  const latency = modulo(secondsOfDay - mediaSeconds, DAY_SECONDS);
  if (latency < PLAUSIBLE_SECONDS) return latency;
  // A viewer's clock may be a little behind the encoder's.
  return latency > DAY_SECONDS - 5 ? latency - DAY_SECONDS : undefined;
}
