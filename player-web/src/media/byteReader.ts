import { MalformedMediaError } from './mediaError';

/** Reads big-endian numbers from a window of bytes; a short input is a typed error, never a guess. */
export class ByteReader {
  private readonly view: DataView;
  private at = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly path: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.at;
  }

  get remainingBytes(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.view.getUint8(this.step(1));
  }

  u16(): number {
    return this.view.getUint16(this.step(2));
  }

  u24(): number {
    return (this.u8() << 16) | this.u16();
  }

  u32(): number {
    return this.view.getUint32(this.step(4));
  }

  i32(): number {
    return this.view.getInt32(this.step(4));
  }

  u64(): bigint {
    return this.view.getBigUint64(this.step(8));
  }

  /** Signed: AAC priming makes FFmpeg's first fragment start before zero. */
  i64(): bigint {
    return this.view.getBigInt64(this.step(8));
  }

  /** A view, not a copy. */
  take(byteCount: number): Uint8Array {
    const start = this.step(byteCount);
    return this.bytes.subarray(start, start + byteCount);
  }

  fourCc(): string {
    return String.fromCharCode(this.u8(), this.u8(), this.u8(), this.u8());
  }

  /** Compares a count from the wire with the bytes left, before anything is allocated or looped. */
  requireEntries(count: number, entryBytes: number, clause: string): void {
    if (count * entryBytes > this.remainingBytes) {
      throw new MalformedMediaError(
        `${this.path} @+${this.at}`,
        `${count} entries need ${count * entryBytes} bytes, has ${this.remainingBytes} (${clause})`,
      );
    }
  }

  private step(byteCount: number): number {
    if (byteCount > this.remainingBytes) {
      throw new MalformedMediaError(
        `${this.path} @+${this.at}`,
        `needs ${byteCount} bytes, has ${this.remainingBytes}`,
      );
    }
    const start = this.at;
    this.at += byteCount;
    return start;
  }
}
