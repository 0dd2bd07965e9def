/** How a fragment or manifest request failed. */
export type FetchFailure =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: 'network'; readonly why: string }
  | { readonly kind: 'media'; readonly why: string };

/** What the policy knows about the request besides its failure. */
export interface FetchSituation {
  readonly isLive: boolean;
  /** Known only from `tfrf`, or the newest in the list: it may come a moment later. */
  readonly mayBeEarly: boolean;
  readonly hasOtherLevels: boolean;
  readonly fragmentMillis: number;
  /** Failures of this fragment in a row, this one included. */
  readonly attempt: number;
  /** Since the first of them. */
  readonly sinceFirstMillis: number;
}

export type FetchDecision =
  | { readonly kind: 'retry'; readonly afterMillis: number; readonly isNews: boolean }
  | { readonly kind: 'otherLevel' }
  | { readonly kind: 'reloadManifest'; readonly afterMillis: number }
  | { readonly kind: 'skip' }
  | { readonly kind: 'rejoinWindow' }
  | { readonly kind: 'giveUp' };

const BACK_OFF_MILLIS = [500, 1_000, 2_000, 4_000, 8_000];
/** An origin that does not answer for so long is reported; playback can be restarted by hand. */
export const GIVE_UP_MILLIS = 60_000;
const RETRY_AFTER_SECONDS_MAX = 30;

/**
 * What to do after a failed request, by the statuses that Smooth origins in the field answer with.
 *
 * @see "[MS-SSTR] 2.2.6: 412 = not yet available"
 */
export function decideAfterFailure(failure: FetchFailure, situation: FetchSituation): FetchDecision {
  if (situation.sinceFirstMillis > GIVE_UP_MILLIS) return { kind: 'giveUp' };
  switch (failure.kind) {
    case 'network':
      return { kind: 'retry', afterMillis: backOffMillis(situation.attempt), isNews: true };
    case 'media':
      return afterBadMedia(situation);
    case 'status':
      return afterStatus(failure.status, failure.retryAfterSeconds ?? 0, situation);
  }
}

function afterStatus(
  status: number,
  retryAfterSeconds: number,
  situation: FetchSituation,
): FetchDecision {
  if (status === 410) return { kind: 'rejoinWindow' };
  if (status === 412) return afterNotYet(situation);
  if (status === 404) return afterNotFound(situation);
  if (status === 429 || status >= 500 || status === 408) {
    const asked = Math.min(retryAfterSeconds, RETRY_AFTER_SECONDS_MAX) * 1000;
    return {
      kind: 'retry',
      afterMillis: Math.max(asked, backOffMillis(situation.attempt)),
      isNews: true,
    };
  }
  return situation.attempt < 3 ? { kind: 'reloadManifest', afterMillis: 1_000 } : { kind: 'giveUp' };
}

/** The fragment exists soon: ask again within a quarter of a fragment; look at the manifest at times. */
function afterNotYet(situation: FetchSituation): FetchDecision {
  if (!situation.isLive) return { kind: 'reloadManifest', afterMillis: 1_000 };
  if (situation.attempt % 8 === 0) return { kind: 'reloadManifest', afterMillis: 0 };
  const afterMillis = notYetMillis(situation);
  return { kind: 'retry', afterMillis, isNews: situation.attempt === 4 };
}

function notYetMillis(situation: FetchSituation): number {
  return Math.round(Math.min(Math.max(situation.fragmentMillis / 4, 200), 1_000));
}

/**
 * 404 says one of three things: not there yet (some origins), missing on this level only, or never
 * to come. They are tried in this order.
 */
function afterNotFound(situation: FetchSituation): FetchDecision {
  if (situation.isLive && situation.mayBeEarly && situation.attempt <= 3) {
    const afterMillis = notYetMillis(situation);
    return { kind: 'retry', afterMillis, isNews: situation.attempt === 3 };
  }
  if (situation.hasOtherLevels && situation.attempt <= 5) return { kind: 'otherLevel' };
  if (situation.attempt <= 7) return { kind: 'reloadManifest', afterMillis: 500 };
  return { kind: 'skip' };
}

function afterBadMedia(situation: FetchSituation): FetchDecision {
  if (situation.attempt === 1) return { kind: 'retry', afterMillis: 200, isNews: true };
  if (situation.hasOtherLevels && situation.attempt === 2) return { kind: 'otherLevel' };
  return { kind: 'skip' };
}

export function backOffMillis(attempt: number): number {
  return BACK_OFF_MILLIS[Math.min(attempt, BACK_OFF_MILLIS.length) - 1] ?? 500;
}
