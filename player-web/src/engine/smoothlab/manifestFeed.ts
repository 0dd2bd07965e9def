import { MediaError } from '../../media/mediaError';
import { backOffMillis, type FetchFailure } from '../../smooth/fetchPolicy';
import { readManifest, type SmoothManifest } from '../../smooth/manifest';
import { EngineError } from '../engine';
import { FetchError, httpFetch, pause } from './httpFetch';
import { describeFailure } from './streamLoader';

const RELOAD_MILLIS_MIN = 400;
/** A fresh manifest tells the window's start, the end of the event and restarts of an encoder. */
const RELOAD_MILLIS_MAX = 10_000;
const OPEN_ATTEMPTS = 6;
const REFUSED_ATTEMPTS = 2;
const HEAD_MILLIS_MAX = 10_000;

/** Fetches one presentation's manifest, first and again; askers at the same time share a request. */
export class ManifestFeed {
  private reloading: Promise<void> | undefined;
  private loadedMillis = 0;

  constructor(
    private readonly url: string,
    private readonly signal: AbortSignal,
    private readonly log: (text: string, isWarning?: boolean) => void,
  ) {}

  get isStale(): boolean {
    return performance.now() - this.loadedMillis > RELOAD_MILLIS_MAX;
  }

  async open(): Promise<SmoothManifest> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.fetchOnce();
      } catch (error) {
        if (this.signal.aborted) throw error;
        if (error instanceof MediaError) throw notPlayable(error, this.url);
        if (!(error instanceof FetchError)) throw error;
        if (attempt >= attemptsFor(error.failure)) throw notReachable(error, this.url);
        this.log(`manifest: ${describeFailure(error.failure)}, attempt ${attempt}`, true);
        await pause(backOffMillis(attempt), this.signal);
      }
    }
  }

  /** Playback goes on by tfrf when this fails; whoever needs the manifest asks again. */
  reload(take: (manifest: SmoothManifest) => void): Promise<void> {
    this.reloading ??= this.reloadOnce(take).finally(() => {
      this.reloading = undefined;
    });
    return this.reloading;
  }

  private async reloadOnce(take: (manifest: SmoothManifest) => void): Promise<void> {
    try {
      const sinceLast = performance.now() - this.loadedMillis;
      if (sinceLast < RELOAD_MILLIS_MIN) await pause(RELOAD_MILLIS_MIN - sinceLast, this.signal);
      take(await this.fetchOnce());
    } catch (error) {
      if (this.signal.aborted) return;
      if (!(error instanceof FetchError) && !(error instanceof MediaError)) throw error;
      this.log(`manifest: ${error.message}`, true);
    }
  }

  private async fetchOnce(): Promise<SmoothManifest> {
    this.loadedMillis = performance.now();
    const { body } = await httpFetch(this.url, {
      signal: this.signal,
      headMillisMax: HEAD_MILLIS_MAX,
    });
    return readManifest(body);
  }
}

/** A point that has not started answers 404 with Retry-After: worth a few tries. */
function attemptsFor(failure: FetchFailure): number {
  if (failure.kind !== 'status') return OPEN_ATTEMPTS;
  const mayComeSoon = failure.status >= 500 || failure.retryAfterSeconds !== undefined;
  return mayComeSoon ? OPEN_ATTEMPTS : REFUSED_ATTEMPTS;
}

function notPlayable(error: MediaError, url: string): EngineError {
  return new EngineError(
    'bad-manifest',
    `${url} is not a manifest this player can follow: ${error.message}.`,
    'Check the address: a Smooth publishing point ends in .isml/Manifest. For HLS or MP4 choose the native engine.',
    { cause: error },
  );
}

function notReachable(error: FetchError, url: string): EngineError {
  const { failure } = error;
  const isStatus = failure.kind === 'status';
  return new EngineError(
    isStatus ? `http-${failure.status}` : 'network',
    `The manifest did not come: ${describeFailure(failure)} for ${url}.`,
    isStatus
      ? 'Check the name of the publishing point, and that its encoder is sending.'
      : 'Check that the origin is running and allows this page (CORS).',
    { cause: error },
  );
}
