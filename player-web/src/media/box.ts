import { ByteReader } from './byteReader';
import { MalformedMediaError } from './mediaError';

/** One box: `type` is its four characters, or `uuid:` and 32 hex digits. Both slices are views. */
export interface Box {
  readonly type: string;
  /** Header and body. */
  readonly whole: Uint8Array;
  readonly body: Uint8Array;
  /** Where `whole` starts in the enclosing bytes. */
  readonly offset: number;
}

/** [MS-SSTR] 2.2.4.4 TfxdBox. */
export const TFXD = 'uuid:6d1d9b0542d544e680e2141daff757b2';
/** [MS-SSTR] 2.2.4.5 TfrfBox. */
export const TFRF = 'uuid:d4807ef2ca3946958e5426cb9e46a79f';
/** PIFF 1.1 sample encryption. */
export const PIFF_SENC = 'uuid:a2394f525a9b4f14a2446c427c648df4';

/**
 * Splits bytes into boxes. Size 0 ("to the end of the file") is refused: Smooth fragments must not
 * use it, and a parser that obeys it swallows what follows.
 *
 * @see "ISO/IEC 14496-12, 4.2"
 */
export function readBoxes(bytes: Uint8Array, path: string): Box[] {
  const boxes: Box[] = [];
  const reader = new ByteReader(bytes, path);
  while (reader.remainingBytes > 0) {
    boxes.push(readBox(reader, bytes, path));
  }
  return boxes;
}

function readBox(reader: ByteReader, bytes: Uint8Array, path: string): Box {
  const offset = reader.position;
  let sizeBytes = reader.u32();
  let type = reader.fourCc();
  if (sizeBytes === 1) {
    const large = reader.u64();
    if (large > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new MalformedMediaError(`${path}/${type} @+${offset}`, `size ${large} is beyond 2^53`);
    }
    sizeBytes = Number(large);
  }
  if (type === 'uuid') {
    type = `uuid:${hexOf(reader.take(16))}`;
  }
  const headerBytes = reader.position - offset;
  if (sizeBytes < headerBytes) {
    throw new MalformedMediaError(
      `${path}/${type} @+${offset}`,
      `size ${sizeBytes} is smaller than its header of ${headerBytes} bytes (ISO/IEC 14496-12, 4.2)`,
    );
  }
  if (sizeBytes > bytes.length - offset) {
    throw new MalformedMediaError(
      `${path}/${type} @+${offset}`,
      `size ${sizeBytes}, but only ${bytes.length - offset} bytes are left`,
    );
  }
  const body = reader.take(sizeBytes - headerBytes);
  return { type, whole: bytes.subarray(offset, offset + sizeBytes), body, offset };
}

export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const value of bytes) text += value.toString(16).padStart(2, '0');
  return text;
}

/** Bytes of a hex string; white space is allowed between digits. */
export function bytesOfHex(hex: string, where: string): Uint8Array {
  const digits = hex.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new MalformedMediaError(where, `not an even number of hex digits: "${clip(hex)}"`);
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}

/** Foreign text in a message: short enough to read. */
export function clip(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
