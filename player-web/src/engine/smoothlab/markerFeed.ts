import { readChildTrack, type SparsePointer } from '../../events/childTrack';
import { type Marker, markerOf, type MarkerSource } from '../../events/marker';
import type { FragmentTime } from '../../media/fragment';
import { MediaError } from '../../media/mediaError';
import { readPlainFragment } from '../../media/samples';
import { fragmentUrl } from '../../smooth/fragmentUrl';
import type { SmoothManifest, StreamIndex } from '../../smooth/manifest';
import { FetchError, httpFetch } from './httpFetch';

/** What a marker feed needs from its engine. */
export interface MarkerHost {
  readonly presentationUrl: string;
  readonly signal: AbortSignal;
  manifest(): SmoothManifest | undefined;
  reloadManifest(): Promise<void>;
  told(marker: Marker): void;
  log(text: string, isWarning: boolean): void;
}

const TOLD_COUNT_MAX = 1_000;
const HEAD_MILLIS_MAX = 10_000;

/**
 * Tells what sparse event streams have: from the manifest, and from the pointers in the answers for
 * other fragments, which are followed as [MS-SSTR] 3.1.5.2 has it.
 */
export class MarkerFeed {
  /** What was told already; beyond the bound the oldest is forgotten. */
  private readonly told = new Set<string>();
  /** The newest fragment of each stream that was fetched. */
  private readonly followed = new Map<string, bigint>();

  constructor(private readonly host: MarkerHost) {}

  takeManifest(manifest: SmoothManifest): void {
    for (const stream of manifest.streams) {
      if (!isEvents(stream)) continue;
      for (const { time, data } of stream.inlineSamples) this.tell(stream, time, data, 'manifest');
    }
  }

  /** The media type of an answer for a fragment. */
  takeType(contentType: string): void {
    let pointers: SparsePointer[];
    try {
      pointers = readChildTrack(contentType);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      return void this.host.log(error.message, true);
    }
    for (const pointer of pointers) {
      const last = this.followed.get(pointer.streamName) ?? -1n;
      if (pointer.startTicks <= last) continue;
      this.followed.set(pointer.streamName, pointer.startTicks);
      void this.follow(pointer);
    }
  }

  private async follow({ streamName, startTicks }: SparsePointer): Promise<void> {
    try {
      const stream = await this.find(streamName);
      const [level] = stream?.levels ?? [];
      if (stream === undefined || level === undefined || !isEvents(stream)) return;
      const url = fragmentUrl(this.host.presentationUrl, stream, { level, startTicks });
      const { body } = await httpFetch(url, { signal: this.host.signal, headMillisMax: HEAD_MILLIS_MAX });
      const { time, payload } = readPlainFragment(body);
      this.tell(stream, time, payload, 'ChildTrack');
    } catch (error) {
      if (this.host.signal.aborted) return;
      if (!(error instanceof FetchError) && !(error instanceof MediaError)) throw error;
      this.host.log(`${streamName} ${startTicks}: ${error.message}`, true);
    }
  }

  /** A stream that the manifest did not have when it was fetched may be in a fresh one. */
  private async find(name: string): Promise<StreamIndex | undefined> {
    const named = () => this.host.manifest()?.streams.find((stream) => stream.name === name);
    if (named() === undefined) await this.host.reloadManifest();
    return named();
  }

  private tell(stream: StreamIndex, time: FragmentTime, payload: Uint8Array, source: MarkerSource): void {
    const key = `${source} ${stream.name} ${time.startTicks}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    const [oldest] = this.told;
    if (this.told.size > TOLD_COUNT_MAX && oldest !== undefined) this.told.delete(oldest);
    this.host.told(markerOf(stream, time, payload, source));
  }
}

function isEvents(stream: StreamIndex): boolean {
  const isSparse = stream.parentName !== '' || stream.isInManifest;
  return stream.kind === 'text' && isSparse && stream.subtype !== 'CAPT' && stream.subtype !== 'SUBT';
}
