import { MediaError } from '../media/mediaError';
import type { StreamIndex } from '../smooth/manifest';
import type { FragmentTime } from '../media/fragment';
import { readEventSample, readSpliceInsert } from './spliceInsert';

/** How the player learned of a marker. */
export type MarkerSource = 'manifest' | 'ChildTrack';

/** Something that an event stream tells, in seconds of the presentation. */
export interface Marker {
  readonly streamName: string;
  readonly scheme: string;
  readonly startSeconds: number;
  /** When it happens: at the start of the fragment or later. */
  readonly atSeconds: number;
  /** Of the break; undefined when nobody says. */
  readonly breakSeconds: number | undefined;
  readonly text: string;
  readonly source: MarkerSource;
}

const SCTE35 = 'urn:scte:scte35:2013:bin';
const TEXT_CHARS_MAX = 120;

/** What a sample of an event stream says; a message that cannot be read is a marker, too. */
export function markerOf(
  stream: StreamIndex,
  time: FragmentTime,
  payload: Uint8Array,
  source: MarkerSource,
): Marker {
  const scheme =
    stream.levels.map((level) => level.attributes.get('Scheme')).find((each) => each !== undefined) ?? '';
  const startSeconds = Number(time.startTicks) / Number(stream.timescale);
  const plain = { streamName: stream.name, scheme, startSeconds, source };
  if (scheme !== SCTE35) {
    const text = new TextDecoder().decode(payload.subarray(0, TEXT_CHARS_MAX));
    return { ...plain, atSeconds: startSeconds, breakSeconds: undefined, text };
  }
  try {
    const event = readEventSample(payload);
    const splice = readSpliceInsert(event.message);
    return {
      ...plain,
      atSeconds: startSeconds + event.deltaTicks / Number(stream.timescale),
      breakSeconds: splice.breakSeconds,
      text: `${splice.isOut ? 'break begins' : 'break ends'}, event ${splice.eventId}`,
    };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    return { ...plain, atSeconds: startSeconds, breakSeconds: undefined, text: error.message };
  }
}
