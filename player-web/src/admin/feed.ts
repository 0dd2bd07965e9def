import type { ServerEvent } from './api';
import { RefusedError, type ManagementClient } from './client';

/** How the page stands with the server. */
export type LinkState =
  | { readonly name: 'connecting' }
  | { readonly name: 'live' }
  | { readonly name: 'lost'; readonly why: string; readonly retryAtMillis: number }
  | { readonly name: 'signIn'; readonly why: string };

export interface FeedListener {
  /** A connection stands: all that follows is told anew. */
  opened(): void;
  event(event: ServerEvent): void;
  changed(state: LinkState): void;
}

const RETRY_MILLIS = [1000, 2000, 4000, 8000] as const;
const RETRY_MILLIS_MAX = 10_000;

/** Waits before the next attempt: longer each time, up to a bound. */
export function retryMillis(failureCount: number): number {
  return RETRY_MILLIS[failureCount - 1] ?? RETRY_MILLIS_MAX;
}

/**
 * Keeps a connection to the server's events: one at a time, made anew when it breaks, until
 * somebody has to sign in.
 */
export class Feed {
  private abort = new AbortController();
  private failureCount = 0;
  private timer = 0;

  constructor(
    private readonly client: ManagementClient,
    private readonly listener: FeedListener,
  ) {}

  /** Connects now, in place of what was. */
  connect(): void {
    window.clearTimeout(this.timer);
    this.abort.abort();
    this.abort = new AbortController();
    void this.run(this.abort.signal);
  }

  private async run(signal: AbortSignal): Promise<void> {
    this.listener.changed({ name: 'connecting' });
    try {
      await this.client.listen(
        () => {
          this.failureCount = 0;
          this.listener.opened();
          this.listener.changed({ name: 'live' });
        },
        (event) => this.listener.event(event),
        signal,
      );
      this.lose('the server ended the connection', signal);
    } catch (error) {
      if (error instanceof RefusedError && error.asksForLogin) {
        if (!signal.aborted) this.listener.changed({ name: 'signIn', why: error.message });
      } else {
        this.lose(error instanceof RefusedError ? error.message : 'the server does not answer', signal);
      }
    }
  }

  private lose(why: string, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.failureCount++;
    const waitMillis = retryMillis(this.failureCount);
    this.timer = window.setTimeout(() => this.connect(), waitMillis);
    this.listener.changed({ name: 'lost', why, retryAtMillis: Date.now() + waitMillis });
  }
}
