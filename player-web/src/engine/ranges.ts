import type { SecondsRange } from './engine';

/** The ranges of a media element or source buffer as plain data. */
export function rangesOf(ranges: TimeRanges): SecondsRange[] {
  const list: SecondsRange[] = [];
  for (let i = 0; i < ranges.length; i++) {
    list.push({ startSeconds: ranges.start(i), endSeconds: ranges.end(i) });
  }
  return list;
}

/** Two ranges so near are one: fragments join with the rounding of their timescale. */
const JOIN_SECONDS = 0.12;

/** Where the media that is buffered at `seconds` ends; `seconds` itself when nothing is. */
export function bufferedEnd(ranges: readonly SecondsRange[], seconds: number): number {
  let end = seconds;
  for (const range of ranges) {
    if (range.startSeconds <= end + JOIN_SECONDS && range.endSeconds > end) end = range.endSeconds;
  }
  return end;
}

/** Seconds from the playhead to the end of what is buffered around it. */
export function bufferAhead(ranges: readonly SecondsRange[], seconds: number): number {
  return bufferedEnd(ranges, seconds) - seconds;
}

/**
 * Where to jump when the playhead stands at the end of a buffered range: just inside the next one.
 * Undefined when there is media here, or none later.
 */
export function gapTarget(ranges: readonly SecondsRange[], seconds: number): number | undefined {
  const here = ranges.some(
    (range) => range.startSeconds <= seconds && range.endSeconds > seconds + JOIN_SECONDS,
  );
  if (here) return undefined;
  const next = ranges.find((range) => range.startSeconds > seconds);
  return next === undefined ? undefined : next.startSeconds + 0.01;
}
