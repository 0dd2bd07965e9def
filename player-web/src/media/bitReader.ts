import { MalformedMediaError } from './mediaError';

/** Reads bits, most significant first. */
export class BitReader {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly path: string,
  ) {}

  bit(): number {
    const value = this.bytes[this.at >> 3];
    if (value === undefined) {
      throw new MalformedMediaError(this.path, `ends after ${this.at} bits`);
    }
    return (value >> (7 - (this.at++ & 7))) & 1;
  }

  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.bit();
    return value;
  }

  /** Unsigned Exp-Golomb code, H.264 9.1. */
  ue(): number {
    let zeros = 0;
    while (this.bit() === 0) {
      if (++zeros > 31) {
        throw new MalformedMediaError(this.path, 'Exp-Golomb code longer than 32 bits (H.264 9.1)');
      }
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }
}
