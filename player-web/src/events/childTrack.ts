import { MalformedMediaError } from '../media/mediaError';

/** Where a sparse stream has its newest fragment. */
export interface SparsePointer {
  readonly streamName: string;
  /** In the sparse stream's own timescale. */
  readonly startTicks: bigint;
}

const POINTER_COUNT_MAX = 256;

/**
 * The pointers to sparse fragments in a header field such as
 * `Content-Type: video/mp4;ChildTrack="captions=1200000000,ads=900000000"`; none when it has none.
 *
 * @throws MediaError when what is there is not of the grammar
 * @see "[MS-SSTR] 2.2.5 and 3.1.5.2"
 */
export function readChildTrack(field: string): SparsePointer[] {
  const sets = /(?:^|;)\s*ChildTrack\s*=\s*"([^"]*)"/i.exec(field)?.[1];
  if (sets === undefined) return [];
  const pointers = sets.split(/[;,]/);
  if (pointers.length > POINTER_COUNT_MAX) {
    throw new MalformedMediaError('ChildTrack', `${pointers.length} pointers, at most ${POINTER_COUNT_MAX}`);
  }
  return pointers.map((pointer) => {
    const parts = /^\s*([^=\s]+)=(\d{1,20})\s*$/.exec(pointer);
    const name = parts?.[1];
    const ticks = parts?.[2];
    if (name === undefined || ticks === undefined) {
      throw new MalformedMediaError('ChildTrack', `"${pointer.slice(0, 40)}" is no name and time ([MS-SSTR] 2.2.5)`);
    }
    return { streamName: decoded(name), startTicks: BigInt(ticks) };
  });
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new MalformedMediaError('ChildTrack', `"${name.slice(0, 40)}" is not percent-encoded UTF-8`);
  }
}
