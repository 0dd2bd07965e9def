import { ByteReader } from '../media/byteReader';
import { MalformedMediaError, UnsupportedMediaError } from '../media/mediaError';

/** A sample of an event stream: `[u32 version 1][u32 id][u32 presentation_time_delta] message`. */
export interface EventSample {
  readonly id: number;
  /** From the start of the fragment to the event, in the stream's timescale. */
  readonly deltaTicks: number;
  readonly message: Uint8Array;
}

/** An ad break, as SCTE-35 tells it. */
export interface SpliceInsert {
  readonly eventId: number;
  /** A break begins; it ends if not. */
  readonly isOut: boolean;
  /** On a clock of 90 kHz; undefined for at once. */
  readonly splicePts: number | undefined;
  readonly breakSeconds: number | undefined;
}

const PTS_PER_SECOND = 90_000;
const PTS_END = 2 ** 33;
const SPLICE_INSERT = 5;
const HEAD_BYTES = 3;

/** @throws MediaError when it is too short or of another version */
export function readEventSample(sample: Uint8Array): EventSample {
  const view = new DataView(sample.buffer, sample.byteOffset, sample.byteLength);
  if (sample.length < 12) {
    throw new MalformedMediaError('event sample', `${sample.length} bytes, needs 12`);
  }
  if (view.getUint32(0) !== 1) {
    throw new UnsupportedMediaError('event sample', `version ${view.getUint32(0)}, known is 1`);
  }
  return { id: view.getUint32(4), deltaTicks: view.getUint32(8), message: sample.subarray(12) };
}

/**
 * Reads a `splice_info_section` with a `splice_insert` of the whole programme.
 *
 * @throws MediaError when it is cut off, damaged, encrypted or says something else
 * @see "ANSI/SCTE 35, 9.6 and 9.7.3"
 */
export function readSpliceInsert(section: Uint8Array): SpliceInsert {
  const where = 'splice_info_section';
  const head = new ByteReader(section, where);
  if (head.u8() !== 0xfc) throw new MalformedMediaError(where, 'table_id is not 0xFC');
  const bytes = HEAD_BYTES + (head.u16() & 0xfff);
  if (bytes > section.length || bytes < 18) {
    throw new MalformedMediaError(where, `says ${bytes} bytes, has ${section.length}`);
  }
  if (crc32(section.subarray(0, bytes)) !== 0) throw new MalformedMediaError(where, 'wrong CRC-32');
  head.u8(); // protocol_version
  const flags = head.u8();
  const adjustment = pts(flags, head.u32());
  head.u8(); // cw_index
  head.u24(); // tier, splice_command_length
  if ((flags & 0x80) !== 0 || head.u8() !== SPLICE_INSERT) {
    throw new UnsupportedMediaError(where, 'no splice_insert in the clear');
  }
  return readInsert(head, adjustment, where);
}

function readInsert(head: ByteReader, adjustment: number, where: string): SpliceInsert {
  const eventId = head.u32();
  const isCancelled = (head.u8() & 0x80) !== 0;
  const flags = isCancelled ? 0 : head.u8();
  if ((flags & 0x40) === 0) {
    throw new UnsupportedMediaError(where, 'a splice that is cancelled, or of components');
  }
  let splicePts: number | undefined;
  if ((flags & 0x10) === 0) {
    const first = head.u8();
    if ((first & 0x80) !== 0) splicePts = (pts(first, head.u32()) + adjustment) % PTS_END;
  }
  let breakSeconds: number | undefined;
  if ((flags & 0x20) !== 0) breakSeconds = pts(head.u8(), head.u32()) / PTS_PER_SECOND;
  return { eventId, isOut: (flags & 0x80) !== 0, splicePts, breakSeconds };
}

function pts(first: number, rest: number): number {
  return (first & 1) * 2 ** 32 + rest;
}

/** CRC-32 of MPEG-2 sections, ISO/IEC 13818-1 annex A: 0 over a section with its own behind it. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}
