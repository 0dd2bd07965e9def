import { readBoxes } from './box';
import { MalformedMediaError } from './mediaError';
import { readFragmentTimes, type FragmentTime } from './fragment';

/** A fragment whose payload is taken as a whole: text documents, events, pictures. */
export interface PlainFragment {
  readonly time: FragmentTime;
  readonly payload: Uint8Array;
}

/**
 * Reads a fragment that no source buffer wants: when it is, and the bytes of its samples.
 *
 * @throws MediaError when the bytes are not one fragment of one track
 */
export function readPlainFragment(answer: Uint8Array): PlainFragment {
  const mdats = readBoxes(answer, 'fragment').filter((box) => box.type === 'mdat');
  const [mdat] = mdats;
  if (mdat === undefined || mdats.length > 1) {
    throw new MalformedMediaError('fragment', `${mdats.length} mdat boxes, expected one ([MS-SSTR] 2.2.4)`);
  }
  return { time: readFragmentTimes(answer).time, payload: mdat.body };
}
