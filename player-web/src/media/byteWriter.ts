const INITIAL_BYTES = 512;

/** Writes big-endian numbers and boxes into a buffer that grows by doubling. */
export class ByteWriter {
  private bytes = new Uint8Array(INITIAL_BYTES);
  private view = new DataView(this.bytes.buffer);
  private at = 0;

  get position(): number {
    return this.at;
  }

  u8(value: number): this {
    const start = this.step(1);
    this.view.setUint8(start, value);
    return this;
  }

  u16(value: number): this {
    const start = this.step(2);
    this.view.setUint16(start, value);
    return this;
  }

  u24(value: number): this {
    return this.u8(value >>> 16).u16(value & 0xffff);
  }

  u32(value: number): this {
    const start = this.step(4);
    this.view.setUint32(start, value);
    return this;
  }

  i32(value: number): this {
    const start = this.step(4);
    this.view.setInt32(start, value);
    return this;
  }

  u64(value: bigint): this {
    const start = this.step(8);
    this.view.setBigUint64(start, value);
    return this;
  }

  raw(bytes: Uint8Array): this {
    const start = this.step(bytes.length);
    this.bytes.set(bytes, start);
    return this;
  }

  zeros(byteCount: number): this {
    const start = this.step(byteCount);
    this.bytes.fill(0, start, start + byteCount);
    return this;
  }

  ascii(text: string): this {
    for (let i = 0; i < text.length; i++) this.u8(text.charCodeAt(i));
    return this;
  }

  /** `[u32 size][4cc type][body]`, the size filled in after the body is written. */
  box(type: string, body: (out: ByteWriter) => void): this {
    const start = this.at;
    this.u32(0).ascii(type);
    body(this);
    this.view.setUint32(start, this.at - start);
    return this;
  }

  /** `[u32 size][4cc type][u8 version][u24 flags][body]`. */
  fullBox(type: string, versionAndFlags: [number, number], body: (out: ByteWriter) => void): this {
    return this.box(type, (out) => {
      out.u8(versionAndFlags[0]).u24(versionAndFlags[1]);
      body(out);
    });
  }

  patchI32(position: number, value: number): void {
    this.view.setInt32(position, value);
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.at);
  }

  /** Makes room; the view may be another one afterwards, so call it before touching the view. */
  private step(byteCount: number): number {
    const start = this.at;
    const end = start + byteCount;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    this.at = end;
    return start;
  }
}
