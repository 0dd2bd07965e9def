import { describe, expect, it } from 'vitest';
import { decideAfterFailure, type FetchSituation, GIVE_UP_MILLIS } from './fetchPolicy';

const LIVE: FetchSituation = {
  isLive: true,
  mayBeEarly: true,
  hasOtherLevels: true,
  fragmentMillis: 2_000,
  attempt: 1,
  sinceFirstMillis: 0,
};

function status(code: number, situation: Partial<FetchSituation> = {}) {
  return decideAfterFailure({ kind: 'status', status: code }, { ...LIVE, ...situation });
}

describe('decideAfterFailure', () => {
  it('asks again soon for a fragment that is not yet there', () => {
    expect(status(412)).toEqual({ kind: 'retry', afterMillis: 500, isNews: false });
  });

  it('looks at the manifest when 412 goes on', () => {
    expect(status(412, { attempt: 8 })).toEqual({ kind: 'reloadManifest', afterMillis: 0 });
  });

  it('takes an early 404 as not yet there', () => {
    expect(status(404)).toMatchObject({ kind: 'retry' });
  });

  it('tries another level, then the manifest, then skips a fragment that stays missing', () => {
    const decisions = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => status(404, { attempt }).kind);
    expect(decisions).toEqual([
      'retry',
      'retry',
      'retry',
      'otherLevel',
      'otherLevel',
      'reloadManifest',
      'reloadManifest',
      'skip',
    ]);
  });

  it('goes back into the window after 410', () => {
    expect(status(410)).toEqual({ kind: 'rejoinWindow' });
  });

  it('backs off from a failing server, by doubling up to 8 s', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((attempt) => status(503, { attempt }));
    expect(waits.map((each) => (each.kind === 'retry' ? each.afterMillis : -1))).toEqual([
      500, 1000, 2000, 4000, 8000, 8000,
    ]);
  });

  it('obeys Retry-After within reason', () => {
    const failure = { kind: 'status', status: 503, retryAfterSeconds: 3 } as const;
    expect(decideAfterFailure(failure, LIVE)).toMatchObject({ afterMillis: 3_000 });
    expect(decideAfterFailure({ ...failure, retryAfterSeconds: 9_999 }, LIVE)).toMatchObject({
      afterMillis: 30_000,
    });
  });

  it('gives up after a minute without success', () => {
    const sinceFirstMillis = GIVE_UP_MILLIS + 1;
    expect(status(503, { sinceFirstMillis })).toEqual({ kind: 'giveUp' });
    expect(decideAfterFailure({ kind: 'network', why: 'refused' }, { ...LIVE, sinceFirstMillis })).toEqual({
      kind: 'giveUp',
    });
  });

  it('fetches damaged media once more, then on another level, then skips it', () => {
    const kinds = [1, 2, 3].map(
      (attempt) => decideAfterFailure({ kind: 'media', why: 'cut' }, { ...LIVE, attempt }).kind,
    );
    expect(kinds).toEqual(['retry', 'otherLevel', 'skip']);
  });

  it('does not insist on a request that is refused for good', () => {
    expect(status(403, { attempt: 3 })).toEqual({ kind: 'giveUp' });
  });
});
