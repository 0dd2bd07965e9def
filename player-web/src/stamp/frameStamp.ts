/**
 * The frame stamp: a strip of 2 rows x 20 columns of square cells at the top of the picture. Bright
 * is 1, dark is 0, row by row: `1010`, 24 bits frame number, 4 bits quality level, 8 bits CRC-8
 * (polynomial 0x07, start 0) over `[frame>>16, frame>>8, frame, level]`.
 */
export interface FrameStamp {
  /** Number of the frame in the clip, from 0. */
  readonly frame: number;
  /** Index of the quality level in the manifest; 0 has the highest bitrate. */
  readonly level: number;
}

export type StampReading =
  | { readonly kind: 'stamp'; readonly stamp: FrameStamp }
  /** No strip here: another clip, or black. */
  | { readonly kind: 'absent' }
  /** A strip, but its checksum does not hold. */
  | { readonly kind: 'damaged' };

export const STAMP_COLUMNS = 20;
export const STAMP_ROWS = 2;
export const STAMP_BITS = STAMP_COLUMNS * STAMP_ROWS;
const THRESHOLD = 128;
const SYNC = 0b1010;

export function crc8(bytes: readonly number[]): number {
  let crc = 0;
  for (const value of bytes) {
    crc ^= value & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  }
  return crc;
}

/** The 40 bits of a stamp, in drawing order. */
export function stampBits(stamp: FrameStamp): boolean[] {
  const { frame, level } = stamp;
  const bits: boolean[] = [];
  const push = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; i--) bits.push(((value >>> i) & 1) === 1);
  };
  push(SYNC, 4);
  push(frame, 24);
  push(level, 4);
  push(crc8([frame >> 16, frame >> 8, frame, level]), 8);
  return bits;
}

/** @param luma brightness 0..255 in the middle of each of the 40 cells, row by row */
export function readStamp(luma: readonly number[]): StampReading {
  if (luma.length !== STAMP_BITS) {
    throw new RangeError(`${luma.length} cells, a stamp has ${STAMP_BITS}`);
  }
  const take = (from: number, count: number): number => {
    let value = 0;
    for (let i = from; i < from + count; i++) value = value * 2 + ((luma[i] ?? 0) >= THRESHOLD ? 1 : 0);
    return value;
  };
  if (take(0, 4) !== SYNC) return { kind: 'absent' };
  const frame = take(4, 24);
  const level = take(28, 4);
  const isWhole = crc8([frame >> 16, frame >> 8, frame, level]) === take(32, 8);
  return isWhole ? { kind: 'stamp', stamp: { frame, level } } : { kind: 'damaged' };
}
