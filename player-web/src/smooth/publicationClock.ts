/**
 * When an origin publishes, learned from what it has and has not had. A fragment that ends at media
 * time `e` becomes available at `e + offset`; every fragment seen bounds the offset from above, every
 * one missing bounds it from below.
 *
 * It serves twice: a request is sent when its fragment should be there, so that an origin that
 * answers 412 at once is not asked in vain; and the live edge glides instead of jumping by a fragment.
 */
export class PublicationClock {
  private offsetSeconds: number | undefined;

  /** Something that ends at `endSeconds` was there at `nowMillis`. */
  available(endSeconds: number, nowMillis: number): void {
    const offset = nowMillis / 1000 - endSeconds;
    if (this.offsetSeconds === undefined || offset < this.offsetSeconds) this.offsetSeconds = offset;
  }

  /** What ends at `endSeconds` was not there yet at `nowMillis`. */
  missing(endSeconds: number, nowMillis: number): void {
    const offset = nowMillis / 1000 - endSeconds;
    if (this.offsetSeconds !== undefined && offset < this.offsetSeconds) return;
    this.offsetSeconds = offset + MISSING_STEP_SECONDS;
  }

  /** A list whose newest entry ends at `endSeconds`: that is there, its successor is not. */
  listed(endSeconds: number, nowMillis: number, fragmentSeconds: number): void {
    this.available(endSeconds, nowMillis);
    // Twice the fragment: a list may come from a cache that is a little old.
    this.missing(endSeconds + 2 * fragmentSeconds, nowMillis);
  }

  /** When a fragment that ends at `endSeconds` should be there; undefined before anything is known. */
  expectedMillis(endSeconds: number): number | undefined {
    return this.offsetSeconds === undefined ? undefined : (endSeconds + this.offsetSeconds) * 1000;
  }

  /** The live edge at `nowMillis`, gliding. */
  edgeSeconds(nowMillis: number): number | undefined {
    return this.offsetSeconds === undefined ? undefined : nowMillis / 1000 - this.offsetSeconds;
  }

  reset(): void {
    this.offsetSeconds = undefined;
  }
}

/** Beyond the moment of a refusal: asking again at once would be refused again. */
const MISSING_STEP_SECONDS = 0.1;
