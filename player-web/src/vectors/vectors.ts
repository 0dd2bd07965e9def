import { readFileSync } from 'node:fs';
import { bytesOfHex } from '../media/box';

/** A foreign fragment, read from this folder. Only tests use it. */
export function vector(name: 'ffmpeg-video.bin' | 'ffmpeg-audio.bin'): Uint8Array {
  return Uint8Array.from(readFileSync(new URL(name, import.meta.url)));
}

/** Literal bytes; white space between digits is for the reader. */
export function hex(digits: string): Uint8Array {
  return bytesOfHex(digits, 'test');
}

/** A small repeatable random source: the same seed gives the same run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
