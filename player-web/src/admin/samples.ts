import type { InputStream, Statistics, Track } from './api';

/** A track of a test: fragments of two seconds on the clock of 10 MHz. */
export function track(name: string, encodedBitRate: number, more: Partial<Track> = {}): Track {
  return {
    id: '1',
    name,
    encodedBitRate,
    incomingBitRate: encodedBitRate + 1000,
    incomingFragmentWaitTime: 'PT0.500S',
    incomingFragmentTimeStamp: 60_000_000,
    incomingFragmentDuration: 20_000_000,
    requestRate: 0,
    timescale: 10_000_000,
    recentFragments: [0, 1, 2, 3].map((index) => ({ startTime: index * 20_000_000, duration: 20_000_000 })),
    ...more,
  };
}

export function stream(id: string, tracks: readonly Track[], more: Partial<InputStream> = {}): InputStream {
  return {
    id,
    state: 'Started',
    sources: [{ name: 'HTTP Push', properties: [{ name: 'Source IP', value: '192.0.2.17' }] }],
    sinks: [{ name: 'IIS Smooth Streaming' }],
    tracks,
    ...more,
  };
}

export function statistics(...inputStreams: InputStream[]): Statistics {
  return {
    inputStreams,
    outputStreams: [
      { name: 'video', lastOutputFragmentTimestamp: 20_000_000, lookAheadLag: 40_000_000, timescale: 10_000_000 },
    ],
    alarms: [],
  };
}
