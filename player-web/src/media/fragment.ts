import { type Box, PIFF_SENC, readBoxes, TFRF, TFXD } from './box';
import { ByteReader } from './byteReader';
import { ByteWriter } from './byteWriter';
import { MalformedMediaError, UnsupportedMediaError } from './mediaError';

/** When a fragment starts and how long it lasts, in the stream's timescale. */
export interface FragmentTime {
  readonly startTicks: bigint;
  readonly durationTicks: bigint;
}

/** A Smooth fragment made fit for Media Source Extensions. */
export interface MseFragment {
  readonly time: FragmentTime;
  /** What `tfrf` announces: the next fragments of the same track; empty without one. */
  readonly following: readonly FragmentTime[];
  /** Duration the samples add up to; differs from `time.durationTicks` when an encoder rounds. */
  readonly sampleTicks: bigint;
  readonly sampleCount: number;
  /**
   * Ticks by which the written decode time is later than the true one: `tfdt` cannot be negative,
   * so a fragment that starts before zero is moved up and shown earlier by the source buffer.
   */
  readonly shiftTicks: bigint;
  /** The new `moof`: one traf, `tfdt` instead of `tfxd` and `tfrf`. */
  readonly moof: Uint8Array<ArrayBuffer>;
  /** The `mdat` as it came: a view of the answer's bytes, not a copy. */
  readonly mdat: Uint8Array;
}

const TFHD_BASE_DATA_OFFSET = 0x000001;
const TFHD_SAMPLE_DESCRIPTION = 0x000002;
const TFHD_DURATION = 0x000008;
const TFHD_SIZE = 0x000010;
const TFHD_FLAGS = 0x000020;
const TFHD_DEFAULT_BASE_IS_MOOF = 0x020000;

const TRUN_DATA_OFFSET = 0x000001;
const TRUN_FIRST_FLAGS = 0x000004;
const TRUN_DURATION = 0x000100;
const TRUN_SIZE = 0x000200;
const TRUN_FLAGS = 0x000400;
const TRUN_COMPOSITION = 0x000800;

/** Track number of every fragment that leaves here; the init segment uses the same. */
export const TRACK_NUMBER = 1;

interface Tfhd {
  readonly flags: number;
  readonly baseDataOffset: bigint | undefined;
  readonly durationTicks: number | undefined;
  readonly sizeBytes: number | undefined;
  readonly sampleFlags: number | undefined;
}

interface Trun {
  readonly version: number;
  readonly flags: number;
  readonly sampleCount: number;
  /** From the first byte of the moof (or the base offset) to the first sample. */
  readonly dataOffset: number | undefined;
  readonly firstFlags: number | undefined;
  readonly samples: Uint8Array;
  readonly sampleTicks: bigint;
  readonly sampleBytes: number;
  readonly firstCompositionTicks: number;
}

/**
 * Rewrites one answer to a fragment request for a source buffer: `tfxd` becomes `tfdt`, `tfrf` is
 * read and dropped, offsets are set anew. The media bytes are not touched and not copied.
 *
 * @throws MediaError when the bytes are not one fragment of one track, in the clear
 * @see "[MS-SSTR] 2.2.4"
 */
export function toMseFragment(answer: Uint8Array): MseFragment {
  const boxes = readBoxes(answer, 'fragment');
  const moof = only(boxes, 'moof', 'fragment');
  const mdat = only(boxes, 'mdat', 'fragment');
  if (mdat.offset < moof.offset) {
    throw new MalformedMediaError('fragment', 'mdat before moof ([MS-SSTR] 2.2.4)');
  }
  const moofChildren = readBoxes(moof.body, 'moof');
  const traf = only(moofChildren, 'traf', 'moof');
  const trafChildren = readBoxes(traf.body, 'moof/traf');
  refuseProtected(trafChildren);
  const tfhd = readTfhd(only(trafChildren, 'tfhd', 'moof/traf'));
  const truns = readTruns(trafChildren, tfhd);
  const sampleTicks = truns.reduce((sum, run) => sum + run.sampleTicks, 0n);
  const firstCompositionTicks = BigInt(truns[0]?.firstCompositionTicks ?? 0);
  const time = readTime(trafChildren, firstCompositionTicks, sampleTicks);
  // tfxd is a presentation time; tfdt is a decode time.
  const decodeTicks = time.startTicks - firstCompositionTicks;
  const shiftTicks = decodeTicks < 0n ? -decodeTicks : 0n;
  const places = placeRuns(truns, tfhd, { moof, mdat });
  return {
    time,
    following: readFollowing(trafChildren),
    sampleTicks,
    sampleCount: truns.reduce((sum, run) => sum + run.sampleCount, 0),
    shiftTicks,
    moof: writeMoof(
      { moofChildren, trafChildren, tfhd, truns, places },
      decodeTicks + shiftTicks,
      mdat.whole.length - mdat.body.length,
    ),
    mdat: mdat.whole,
  };
}

/** The times in an answer to a `FragmentInfo` request (a lone `moof`), or of any whole fragment. */
export function readFragmentTimes(answer: Uint8Array): {
  time: FragmentTime;
  following: readonly FragmentTime[];
} {
  const moof = only(readBoxes(answer, 'fragment'), 'moof', 'fragment');
  const traf = only(readBoxes(moof.body, 'moof'), 'traf', 'moof');
  const children = readBoxes(traf.body, 'moof/traf');
  const truns = readTruns(children, readTfhd(only(children, 'tfhd', 'moof/traf')));
  const sampleTicks = truns.reduce((sum, run) => sum + run.sampleTicks, 0n);
  const firstCompositionTicks = BigInt(truns[0]?.firstCompositionTicks ?? 0);
  return {
    time: readTime(children, firstCompositionTicks, sampleTicks),
    following: readFollowing(children),
  };
}

function only(boxes: readonly Box[], type: string, path: string): Box {
  const found = boxes.filter((box) => box.type === type);
  const [box] = found;
  if (box === undefined) {
    throw new MalformedMediaError(path, `no ${type} ([MS-SSTR] 2.2.4)`);
  }
  if (found.length > 1) {
    throw new UnsupportedMediaError(path, `${found.length} ${type} boxes, expected one`);
  }
  return box;
}

function refuseProtected(trafChildren: readonly Box[]): void {
  if (trafChildren.some((box) => box.type === PIFF_SENC || box.type === 'senc')) {
    throw new UnsupportedMediaError('moof/traf', 'the samples are encrypted');
  }
}

function readTime(
  trafChildren: readonly Box[],
  firstCompositionTicks: bigint,
  sampleTicks: bigint,
): FragmentTime {
  const tfxd = trafChildren.find((box) => box.type === TFXD);
  if (tfxd !== undefined) return readTfxd(tfxd);
  const tfdt = trafChildren.find((box) => box.type === 'tfdt');
  if (tfdt === undefined) {
    throw new MalformedMediaError('moof/traf', 'neither tfxd nor tfdt: the fragment has no time');
  }
  const reader = new ByteReader(tfdt.body, 'moof/traf/tfdt');
  const version = reader.u8();
  reader.u24();
  const decodeTicks = version === 1 ? reader.u64() : BigInt(reader.u32());
  return { startTicks: decodeTicks + firstCompositionTicks, durationTicks: sampleTicks };
}

function readTfxd(box: Box): FragmentTime {
  const reader = new ByteReader(box.body, 'moof/traf/tfxd');
  const version = reader.u8();
  reader.u24();
  if (version > 1) {
    // No public text gives the layout of version 2; a guess would place media at a wrong time.
    throw new UnsupportedMediaError('moof/traf/tfxd', `version ${version}, expected 0 or 1`);
  }
  return version === 1
    ? { startTicks: reader.i64(), durationTicks: reader.u64() }
    : { startTicks: BigInt(reader.u32()), durationTicks: BigInt(reader.u32()) };
}

/**
 * [MS-SSTR] 2.2.4.5 describes FragmentCount as 4 bytes; encoders and players in the field use 1,
 * and so do we.
 */
function readFollowing(trafChildren: readonly Box[]): FragmentTime[] {
  const box = trafChildren.find((child) => child.type === TFRF);
  if (box === undefined) return [];
  const reader = new ByteReader(box.body, 'moof/traf/tfrf');
  const version = reader.u8();
  reader.u24();
  if (version > 1) {
    throw new UnsupportedMediaError('moof/traf/tfrf', `version ${version}, expected 0 or 1`);
  }
  const count = reader.u8();
  reader.requireEntries(count, version === 1 ? 16 : 8, '[MS-SSTR] 2.2.4.5');
  const entries: FragmentTime[] = [];
  for (let i = 0; i < count; i++) {
    entries.push(
      version === 1
        ? { startTicks: reader.u64(), durationTicks: reader.u64() }
        : { startTicks: BigInt(reader.u32()), durationTicks: BigInt(reader.u32()) },
    );
  }
  return entries;
}

function readTfhd(box: Box): Tfhd {
  const reader = new ByteReader(box.body, 'moof/traf/tfhd');
  reader.u8();
  const flags = reader.u24();
  reader.u32();
  const baseDataOffset = flags & TFHD_BASE_DATA_OFFSET ? reader.u64() : undefined;
  if (flags & TFHD_SAMPLE_DESCRIPTION) reader.u32();
  return {
    flags,
    baseDataOffset,
    durationTicks: flags & TFHD_DURATION ? reader.u32() : undefined,
    sizeBytes: flags & TFHD_SIZE ? reader.u32() : undefined,
    sampleFlags: flags & TFHD_FLAGS ? reader.u32() : undefined,
  };
}

function readTruns(trafChildren: readonly Box[], tfhd: Tfhd): Trun[] {
  const truns = trafChildren.filter((box) => box.type === 'trun').map((box) => readTrun(box, tfhd));
  if (truns.length === 0) {
    throw new MalformedMediaError('moof/traf', 'no trun ([MS-SSTR] 2.2.4.3)');
  }
  return truns;
}

function readTrun(box: Box, tfhd: Tfhd): Trun {
  const reader = new ByteReader(box.body, 'moof/traf/trun');
  const version = reader.u8();
  const flags = reader.u24();
  const sampleCount = reader.u32();
  const dataOffset = flags & TRUN_DATA_OFFSET ? reader.i32() : undefined;
  const firstFlags = flags & TRUN_FIRST_FLAGS ? reader.u32() : undefined;
  const fields = [TRUN_DURATION, TRUN_SIZE, TRUN_FLAGS, TRUN_COMPOSITION];
  const sampleEntryBytes = 4 * fields.filter((flag) => flags & flag).length;
  // The client has no trex of the encoder, so what trun leaves out must be in tfhd.
  const durationTicks = requireDefault(flags & TRUN_DURATION, tfhd.durationTicks, 'duration');
  const sizeBytes = requireDefault(flags & TRUN_SIZE, tfhd.sizeBytes, 'size');
  reader.requireEntries(sampleCount, sampleEntryBytes, 'ISO/IEC 14496-12, 8.8.8');
  if (sampleEntryBytes === 0 && sampleCount > SAMPLE_COUNT_MAX) {
    throw new MalformedMediaError('moof/traf/trun', `${sampleCount} samples in one run`);
  }
  const samples = box.body.subarray(reader.position);
  const layout = { version, flags, sampleCount, durationTicks, sizeBytes };
  return {
    version,
    flags,
    sampleCount,
    dataOffset,
    firstFlags,
    samples: samples.subarray(0, sampleCount * sampleEntryBytes),
    ...sumSamples(reader, layout),
  };
}

/** Adds up what the entries of a run say, with the defaults where they say nothing. */
function sumSamples(
  reader: ByteReader,
  layout: Pick<Trun, 'version' | 'flags' | 'sampleCount'> & { durationTicks: number; sizeBytes: number },
): Pick<Trun, 'sampleTicks' | 'sampleBytes' | 'firstCompositionTicks'> {
  const { version, flags } = layout;
  let sampleTicks = 0n;
  let sampleBytes = 0;
  let firstCompositionTicks = 0;
  for (let i = 0; i < layout.sampleCount; i++) {
    sampleTicks += BigInt(flags & TRUN_DURATION ? reader.u32() : layout.durationTicks);
    sampleBytes += flags & TRUN_SIZE ? reader.u32() : layout.sizeBytes;
    if (flags & TRUN_FLAGS) reader.u32();
    if (flags & TRUN_COMPOSITION) {
      const composition = version === 0 ? reader.u32() : reader.i32();
      if (i === 0) firstCompositionTicks = composition;
    }
  }
  return { sampleTicks, sampleBytes, firstCompositionTicks };
}

/** A run whose samples cost no bytes each could otherwise claim 2^32 of them. */
const SAMPLE_COUNT_MAX = 1_000_000;

function requireDefault(present: number, fallback: number | undefined, what: string): number {
  if (present === 0 && fallback === undefined) {
    throw new UnsupportedMediaError('moof/traf/trun', `no sample ${what} in trun nor tfhd`);
  }
  return fallback ?? 0;
}

/** Where each run's samples start, counted from the first byte of the mdat's body. */
function placeRuns(truns: readonly Trun[], tfhd: Tfhd, { moof, mdat }: { moof: Box; mdat: Box }): number[] {
  const bodyOffset = mdat.offset + mdat.whole.length - mdat.body.length;
  const places: number[] = [];
  let next = 0;
  truns.forEach((run, index) => {
    if (run.dataOffset !== undefined) {
      // A base offset counts from the start of the encoder's file, which nobody here has: the first
      // run then starts the mdat, and the later ones keep their distance to it.
      const origin =
        tfhd.baseDataOffset === undefined ? bodyOffset - moof.offset : (truns[0]?.dataOffset ?? 0);
      next = run.dataOffset - origin;
    }
    if (next < 0 || next + run.sampleBytes > mdat.body.length) {
      throw new MalformedMediaError(
        `moof/traf/trun[${index}]`,
        `samples at ${next}..${next + run.sampleBytes}, mdat has ${mdat.body.length} bytes`,
      );
    }
    places.push(next);
    next += run.sampleBytes;
  });
  return places;
}

interface MoofParts {
  readonly moofChildren: readonly Box[];
  readonly trafChildren: readonly Box[];
  readonly tfhd: Tfhd;
  readonly truns: readonly Trun[];
  readonly places: readonly number[];
}

/** Kinds of traf children that are written anew or have no meaning for a source buffer. */
const REPLACED = new Set(['tfhd', 'tfdt', 'trun', TFXD, TFRF, 'saio', 'saiz']);

function writeMoof(
  parts: MoofParts,
  decodeTicks: bigint,
  mdatHeaderBytes: number,
): Uint8Array<ArrayBuffer> {
  const offsets: number[] = [];
  const out = new ByteWriter().box('moof', (moof) => {
    for (const child of parts.moofChildren) {
      if (child.type === 'mfhd') moof.raw(child.whole);
    }
    moof.box('traf', (traf) => {
      writeTfhd(traf, parts.tfhd);
      traf.fullBox('tfdt', [1, 0], (body) => body.u64(decodeTicks));
      for (const run of parts.truns) offsets.push(writeTrun(traf, run));
      for (const child of parts.trafChildren) {
        if (!REPLACED.has(child.type)) traf.raw(child.whole);
      }
    });
  });
  const moofBytes = out.position;
  parts.places.forEach((place, index) => {
    out.patchI32(offsets[index] ?? 0, moofBytes + mdatHeaderBytes + place);
  });
  return out.toBytes();
}

function writeTfhd(traf: ByteWriter, tfhd: Tfhd): void {
  // The init segment has one track with one sample description, so neither needs to be named.
  const dropped = TFHD_BASE_DATA_OFFSET | TFHD_SAMPLE_DESCRIPTION;
  const flags = (tfhd.flags & ~dropped) | TFHD_DEFAULT_BASE_IS_MOOF;
  traf.fullBox('tfhd', [0, flags], (body) => {
    body.u32(TRACK_NUMBER);
    if (tfhd.durationTicks !== undefined) body.u32(tfhd.durationTicks);
    if (tfhd.sizeBytes !== undefined) body.u32(tfhd.sizeBytes);
    if (tfhd.sampleFlags !== undefined) body.u32(tfhd.sampleFlags);
  });
}

/** Returns where the run's data offset stands, to be patched once the size of the moof is known. */
function writeTrun(traf: ByteWriter, run: Trun): number {
  let offsetPosition = 0;
  traf.fullBox('trun', [run.version, run.flags | TRUN_DATA_OFFSET], (body) => {
    body.u32(run.sampleCount);
    offsetPosition = body.position;
    body.i32(0);
    if (run.firstFlags !== undefined) body.u32(run.firstFlags);
    body.raw(run.samples);
  });
  return offsetPosition;
}
