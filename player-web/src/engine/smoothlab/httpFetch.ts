import type { FetchFailure } from '../../smooth/fetchPolicy';

/** A body that arrived whole, and how long that took. */
export interface Fetched {
  readonly body: Uint8Array<ArrayBuffer>;
  /** From the head of the answer to its last byte. */
  readonly transferMillis: number;
  /** Value of `Content-Type`; empty without one. */
  readonly contentType: string;
}

/** A request that did not give a body; `failure` is what the fetch policy judges. */
export class FetchError extends Error {
  constructor(readonly failure: FetchFailure) {
    super(
      failure.kind === 'status' ? `status ${failure.status}` : `${failure.kind}: ${failure.why}`,
    );
    this.name = 'FetchError';
  }
}

/** Called as bytes arrive; throwing ends the request. */
export type Progress = (receivedBytes: number, totalBytes: number, elapsedMillis: number) => void;

export interface FetchRules {
  readonly signal: AbortSignal;
  /** Until the head of the answer; an origin may hold a request for an announced fragment. */
  readonly headMillisMax: number;
  readonly onProgress?: Progress;
}

/** A fragment larger than this is not a fragment. */
const BODY_BYTES_MAX = 64 * 1024 * 1024;
/** Between two pieces of a body. */
const PIECE_MILLIS_MAX = 15_000;

/** Gets a URL whole. Rejects with `FetchError`, or with the signal's reason when aborted. */
export async function httpFetch(url: string, rules: FetchRules): Promise<Fetched> {
  const timer = new Deadline(rules.signal);
  try {
    timer.restart(rules.headMillisMax, 'no answer');
    const response = await fetch(url, { signal: timer.signal, cache: 'no-store' });
    if (!response.ok) {
      void response.body?.cancel();
      const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
      throw new FetchError({
        kind: 'status',
        status: response.status,
        ...(Number.isFinite(retryAfter) ? { retryAfterSeconds: retryAfter } : {}),
      });
    }
    return await readBody(response, rules, timer);
  } catch (error) {
    if (rules.signal.aborted) throw rules.signal.reason;
    if (error instanceof FetchError || isOurs(error)) throw error;
    const why = timer.why ?? (error instanceof Error ? error.message : String(error));
    throw new FetchError({ kind: 'network', why });
  } finally {
    timer.stop();
  }
}

/** Thrown by a progress callback: the caller's own decision, not a fault of the network. */
export class Abandoned extends Error {}

function isOurs(error: unknown): boolean {
  return error instanceof Abandoned;
}

async function readBody(response: Response, rules: FetchRules, timer: Deadline): Promise<Fetched> {
  const headMillis = performance.now();
  const promised = Number(response.headers.get('content-length') ?? 0);
  const reader = response.body?.getReader();
  // One array of the promised size when it is plausible; it grows when the promise was wrong.
  let bytes = new Uint8Array(promised > 0 && promised <= BODY_BYTES_MAX ? promised : 64 * 1024);
  let received = 0;
  while (reader !== undefined) {
    timer.restart(PIECE_MILLIS_MAX, 'the body stalled');
    const { done, value } = await reader.read();
    if (done) break;
    if (received + value.length > BODY_BYTES_MAX) {
      void reader.cancel();
      throw new FetchError({ kind: 'media', why: `body of more than ${BODY_BYTES_MAX} bytes` });
    }
    if (received + value.length > bytes.length) {
      const larger = new Uint8Array(Math.max(received + value.length, bytes.length * 2));
      larger.set(bytes.subarray(0, received));
      bytes = larger;
    }
    bytes.set(value, received);
    received += value.length;
    try {
      rules.onProgress?.(received, Math.max(promised, received), performance.now() - headMillis);
    } catch (error) {
      void reader.cancel();
      throw error;
    }
  }
  if (received < promised && response.headers.get('content-encoding') === null) {
    throw new FetchError({ kind: 'network', why: `${received} of ${promised} bytes arrived` });
  }
  return {
    body: bytes.subarray(0, received),
    transferMillis: performance.now() - headMillis,
    contentType: response.headers.get('content-type') ?? '',
  };
}

/** A signal that fires when the outer one does, or when a step of the request takes too long. */
class Deadline {
  private readonly controller = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reason: string | undefined;

  constructor(private readonly outer: AbortSignal) {
    if (outer.aborted) this.controller.abort(outer.reason);
    outer.addEventListener('abort', this.onOuter);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** What took too long, if anything did. */
  get why(): string | undefined {
    return this.reason;
  }

  restart(millis: number, what: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.reason = `${what} within ${Math.round(millis / 1000)} s`;
      this.controller.abort();
    }, millis);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.outer.removeEventListener('abort', this.onOuter);
  }

  private readonly onOuter = (): void => this.controller.abort(this.outer.reason);
}

/** Waits, or rejects with the signal's reason. */
export function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return void reject(signal.reason as Error);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, millis);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
