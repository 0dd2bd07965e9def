import { describe, expect, it, vi } from 'vitest';
import { type PlayheadFacts, PlayheadKeeper } from './playheadKeeper';

vi.stubGlobal('HTMLMediaElement', { HAVE_FUTURE_DATA: 3 });

const FACTS: PlayheadFacts = {
  isLive: true,
  edgeSeconds: 100,
  seekable: { startSeconds: 40, endSeconds: 100 },
  fragmentSeconds: 2,
  snap: (seconds) => seconds,
  isComing: () => false,
};

/** A media element that has no media at its playhead, but some of 68 to 96 s. */
function starving(currentTime: number): HTMLVideoElement {
  const buffered = { length: 1, start: () => 68, end: () => 96 };
  const video = {
    currentTime,
    buffered,
    played: { length: 1 },
    paused: false,
    ended: false,
    seeking: true,
    readyState: 1,
    playbackRate: 1,
  };
  return video as unknown as HTMLVideoElement;
}

describe('keeper of the playhead', () => {
  it('jumps over media that nobody fetches, after a while', () => {
    const video = starving(48);
    const keeper = new PlayheadKeeper(video, () => undefined);
    keeper.tick(FACTS, 1_000);
    keeper.tick(FACTS, 1_300);
    expect(video.currentTime).toBe(48);
    keeper.tick(FACTS, 1_500);
    expect(video.currentTime).toBeCloseTo(68.01);
  });

  it('waits for media that is on its way, as long as it takes', () => {
    const video = starving(48);
    const keeper = new PlayheadKeeper(video, () => undefined);
    const facts = { ...FACTS, isComing: (seconds: number) => seconds === 48 };
    for (let millis = 1_000; millis < 10_000; millis += 250) keeper.tick(facts, millis);
    expect(video.currentTime).toBe(48);
    keeper.tick(FACTS, 10_000);
    expect(video.currentTime).toBeCloseTo(68.01);
  });
});
