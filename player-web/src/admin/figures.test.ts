import { describe, expect, it } from 'vitest';
import { STATES } from './api';
import {
  commandsIn,
  destinations,
  fragmentChart,
  isConfigurable,
  sources,
  stateText,
  totals,
  trackRows,
} from './figures';
import { statistics, stream, track } from './samples';

describe('commands', () => {
  it('are those of IIS Manager in every state', () => {
    const offered = STATES.map((state) => [state, commandsIn(state).map((command) => command.target)]);
    expect(Object.fromEntries(offered)).toEqual({
      Idle: ['Started'],
      Starting: ['Stopped', 'Idle'],
      Started: ['Stopped', 'Idle'],
      Stopping: [],
      Stopped: ['Idle'],
      ShuttingDown: [],
      Error: ['Idle'],
    });
  });

  it('that end a broadcast ask first', () => {
    expect(commandsIn('Started').every((command) => command.question !== undefined)).toBe(true);
    expect(commandsIn('Idle')[0]?.question).toBeUndefined();
  });

  it('change settings only when idle', () => {
    expect(STATES.filter(isConfigurable)).toEqual(['Idle']);
  });
});

describe('a state in words', () => {
  it('says why a point failed and what to do', () => {
    const state = { value: 'Error', lastError: '0x80070070', lastErrorMessage: 'disk full' } as const;
    expect(stateText(state)).toBe('disk full (0x80070070). Shut it down to begin anew.');
  });

  it('exists for every state', () => {
    expect(STATES.map((value) => stateText({ value })).every((text) => text.endsWith('.'))).toBe(true);
  });
});

describe('figures of a point', () => {
  it('list tracks by encoded bitrate, rising', () => {
    const shown = statistics(
      stream('b', [track('video', 800_000), track('video', 250_000)]),
      stream('a', [track('audio', 64_000)]),
    );
    expect(trackRows(shown).map((row) => row.track.encodedBitRate)).toEqual([64_000, 250_000, 800_000]);
    expect(trackRows(shown)[0]?.waitSeconds).toBe(0.5);
  });

  it('sum what comes and take the longest wait', () => {
    const slow = track('video', 800_000, { incomingFragmentWaitTime: 'PT2.250S' });
    const events = track('events', 0, { incomingFragmentWaitTime: 'PT10M' });
    const sums = totals(statistics(stream('a', [slow, track('audio', 64_000)]), stream('e', [events])));
    expect(sums.incomingBps).toBe(801_000 + 65_000 + 1000);
    expect(sums.waitSeconds).toBe(2.25);
    expect(sums.lagSeconds).toBe(4);
    expect(sums.sourceCount).toBe(2);
  });

  it('wait for nothing when no stream comes', () => {
    const sums = totals(statistics(stream('a', [track('video', 1)], { state: 'Stopped' })));
    expect(sums.waitSeconds).toBeUndefined();
    expect(sums.sourceCount).toBe(0);
  });

  it('take requests for fragments as viewers, once per stream', () => {
    const sums = totals(
      statistics(
        stream('a', [
          track('video', 800_000, { requestRate: 3 }),
          track('video', 250_000, { requestRate: 2 }),
          track('audio', 64_000, { requestRate: 4 }),
        ]),
      ),
    );
    expect(sums.requestsPerSecond).toBe(9);
    expect(sums.viewers).toBe(10);
  });

  it('count a track of two encoders once', () => {
    const shared = track('video', 800_000, { requestRate: 5 });
    const sums = totals(statistics(stream('a', [shared]), stream('b', [shared])));
    expect(sums.requestsPerSecond).toBe(5);
  });
});

describe('the chart of fragments', () => {
  const chart = fragmentChart(
    statistics(
      stream('a', [
        track('video', 800_000, {
          recentFragments: [
            { startTime: 0, duration: 20_000_000 },
            { startTime: 20_000_000, duration: 20_000_000 },
            { startTime: 60_000_000, duration: 20_000_000 },
          ],
        }),
      ]),
    ),
  );

  it('ends with the newest fragment', () => {
    expect(chart.toSeconds).toBe(8);
    expect(chart.fromSeconds).toBe(-22);
  });

  it('leaves holes and knows what is published', () => {
    expect(chart.lanes[0]?.label).toBe('video 800 kb/s');
    expect(chart.lanes[0]?.blocks).toEqual([
      { fromSeconds: 0, toSeconds: 2, isPublished: true },
      { fromSeconds: 2, toSeconds: 4, isPublished: true },
      { fromSeconds: 6, toSeconds: 8, isPublished: false },
    ]);
    expect(chart.publishedSeconds).toBe(4);
  });

  it('is empty without streams', () => {
    expect(fragmentChart(statistics()).lanes).toEqual([]);
    expect(fragmentChart(statistics()).publishedSeconds).toBeUndefined();
  });
});

describe('connections', () => {
  const shown = statistics(
    stream('a', [track('video', 1)]),
    stream('b', [track('audio', 1)], { state: 'Stopped' }),
  );

  it('gather the streams of a source', () => {
    expect(sources(shown)).toEqual([
      {
        key: 'HTTP Push 192.0.2.17',
        name: '192.0.2.17',
        kind: 'HTTP Push',
        streams: ['a · started', 'b · stopped'],
      },
    ]);
  });

  it('show one node for all viewers', () => {
    expect(destinations(shown)).toEqual([
      {
        key: 'IIS Smooth Streaming this server',
        name: 'this server',
        kind: 'IIS Smooth Streaming',
        streams: ['video'],
      },
    ]);
  });
});
