import type { Alarm, InputStream, RoleName, RoleState, Settings, State, StateValue, Statistics, Target, Track } from './api';
import { durationSeconds } from './duration';

/** What an operator can do with a point, in the words of IIS Manager. */
export interface Command {
  readonly target: Target;
  readonly label: string;
  /** What to ask before it is done; undefined where it can be undone. */
  readonly question: string | undefined;
}

const START: Command = { target: 'Started', label: 'Start', question: undefined };
const STOP: Command = {
  target: 'Stopped',
  label: 'Stop',
  question:
    'The broadcast ends: sources are disconnected, and viewers reach the end of the stream. What is in the DVR window stays until the point is shut down.',
};
const SHUT_DOWN: Command = {
  target: 'Idle',
  label: 'Shut down',
  question: 'Sources and viewers are disconnected, and the DVR window is gone. Archives stay.',
};

/** All commands in the order of their buttons: a button that does not apply keeps its place. */
export const COMMANDS: readonly Command[] = [START, STOP, SHUT_DOWN];

/** The commands that IIS Manager offers in a state. */
export function commandsIn(state: StateValue): readonly Command[] {
  switch (state) {
    case 'Idle':
      return [START];
    case 'Starting':
    case 'Started':
      return [STOP, SHUT_DOWN];
    case 'Stopped':
    case 'Error':
      return [SHUT_DOWN];
    case 'Stopping':
    case 'ShuttingDown':
      return [];
  }
}

/** Whether settings may be changed. */
export function isConfigurable(state: StateValue): boolean {
  return state === 'Idle';
}

export const ROLE_LABELS: Readonly<Record<RoleName, string>> = {
  archive: 'Archive',
  clientConnections: 'Client DVR',
  serverConnections: 'Servers',
  mobile: 'Mobile',
};

export const ROLE_STATE_WORDS: Readonly<Record<RoleState, string>> = {
  Disabled: 'off',
  Stopped: 'stopped',
  Started: 'on',
};

/** What a state means for the operator. */
export function stateText({ value, lastErrorMessage, lastError }: State): string {
  switch (value) {
    case 'Idle':
      return 'Shut down. It takes no sources and serves no viewers until it is started.';
    case 'Starting':
      return 'Waiting for a source.';
    case 'Started':
      return 'Receiving and publishing.';
    case 'Stopping':
      return 'The broadcast ends; archive files are being finished.';
    case 'Stopped':
      return 'The broadcast has ended; viewers can still seek in it. Shut it down before a source can come again.';
    case 'ShuttingDown':
      return 'Disconnecting sources and viewers.';
    case 'Error':
      return `${lastErrorMessage ?? 'Something failed'} (${lastError ?? 'no code'}). Shut it down to begin anew.`;
  }
}

const ALARM_LABELS: Readonly<Record<Alarm['kind'], string>> = {
  SilentSource: 'Silent source',
  SilentTrack: 'Silent track',
  Gap: 'Gap',
  Drift: 'Drift',
  Duplicates: 'Duplicates',
};

export function alarmLabel(kind: Alarm['kind']): string {
  return ALARM_LABELS[kind];
}

/** The name by which an alarm that is over is known to be one that was raised. */
export function alarmKey({ kind, subject }: Alarm): string {
  return `${kind} ${subject}`;
}

/** One track of one input stream. */
export interface TrackRow {
  readonly key: string;
  readonly stream: InputStream;
  readonly track: Track;
  readonly waitSeconds: number;
}

/** All tracks, by encoded bitrate, rising, as IIS Manager has them. */
export function trackRows(statistics: Statistics): TrackRow[] {
  return statistics.inputStreams
    .flatMap((stream) =>
      stream.tracks.map((track) => ({
        key: `${stream.id}/${track.id}/${track.name}/${track.encodedBitRate}`,
        stream,
        track,
        waitSeconds: durationSeconds(track.incomingFragmentWaitTime) ?? 0,
      })),
    )
    .sort((a, b) => a.track.encodedBitRate - b.track.encodedBitRate || compare(a.key, b.key));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What the overview says of a point, from one moment of its statistics. */
export interface Totals {
  readonly incomingBps: number;
  readonly trackCount: number;
  readonly sourceCount: number;
  /** Of the track that waits longest among those with data all the time. */
  readonly waitSeconds: number | undefined;
  /** Of the stream that is furthest behind what came. */
  readonly lagSeconds: number | undefined;
  readonly requestsPerSecond: number;
  /** Viewers that such a rate of requests stands for. */
  readonly viewers: number;
}

export function totals(statistics: Statistics): Totals {
  const rows = trackRows(statistics);
  const live = rows.filter((row) => row.stream.state === 'Started');
  const waits = live.filter((row) => row.track.encodedBitRate > 0).map((row) => row.waitSeconds);
  const lags = statistics.outputStreams.map((stream) => stream.lookAheadLag / stream.timescale);
  const { requestsPerSecond, viewers } = demand(rows.map((row) => row.track));
  return {
    incomingBps: sum(rows.map((row) => row.track.incomingBitRate)),
    trackCount: rows.length,
    sourceCount: sum(
      statistics.inputStreams.map((stream) => (stream.state === 'Stopped' ? 0 : stream.sources.length)),
    ),
    waitSeconds: waits.length === 0 ? undefined : Math.max(...waits),
    lagSeconds: lags.length === 0 ? undefined : Math.max(...lags),
    requestsPerSecond,
    viewers,
  };
}

/**
 * A viewer asks for one fragment of a stream per fragment duration. So the requests for a stream
 * times the duration of its fragments are viewers; the stream that most of them watch counts.
 */
function demand(tracks: readonly Track[]): { requestsPerSecond: number; viewers: number } {
  // A track that comes in several input streams is one track for viewers.
  const outputs = new Map(tracks.map((track) => [`${track.name}@${track.encodedBitRate}`, track]));
  const viewersByStream = new Map<string, number>();
  for (const track of outputs.values()) {
    const lasting = track.incomingFragmentDuration / track.timescale;
    const viewers = (viewersByStream.get(track.name) ?? 0) + track.requestRate * lasting;
    viewersByStream.set(track.name, viewers);
  }
  return {
    requestsPerSecond: sum([...outputs.values()].map((track) => track.requestRate)),
    viewers: Math.max(0, ...viewersByStream.values()),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** One fragment on the time axis of a point. */
export interface Block {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Whether viewers can have it. */
  readonly isPublished: boolean;
}

export interface Lane {
  readonly key: string;
  readonly label: string;
  readonly blocks: readonly Block[];
}

/** The last fragments of all tracks on one axis of media time. */
export interface Chart {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Up to where viewers can have all streams. */
  readonly publishedSeconds: number | undefined;
  readonly lanes: readonly Lane[];
}

const CHART_SECONDS = 30;

export function fragmentChart(statistics: Statistics): Chart {
  const published = new Map(
    statistics.outputStreams.map((stream) => [stream.name, stream.lastOutputFragmentTimestamp]),
  );
  const lanes = trackRows(statistics).map(({ key, track }) => ({
    key,
    label: `${track.name} ${Math.round(track.encodedBitRate / 1000)} kb/s`,
    blocks: track.recentFragments.map(({ startTime, duration }) => ({
      fromSeconds: startTime / track.timescale,
      toSeconds: (startTime + duration) / track.timescale,
      isPublished: startTime <= (published.get(track.name) ?? Number.NEGATIVE_INFINITY),
    })),
  }));
  const ends = lanes.flatMap((lane) => lane.blocks.map((block) => block.toSeconds));
  const shown = lanes.flatMap((lane) => lane.blocks.filter((block) => block.isPublished));
  const toSeconds = ends.length === 0 ? CHART_SECONDS : Math.max(...ends);
  return {
    fromSeconds: toSeconds - CHART_SECONDS,
    toSeconds,
    publishedSeconds: shown.length === 0 ? undefined : Math.max(...shown.map((block) => block.toSeconds)),
    lanes,
  };
}

/** One who sends to the point, or takes from it, with the streams of it. */
export interface Peer {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly streams: readonly string[];
}

export function sources(statistics: Statistics): Peer[] {
  const byKey = new Map<string, Peer>();
  for (const stream of statistics.inputStreams) {
    for (const { name, properties } of stream.sources) {
      const address = properties?.find((property) => property.name === 'Source IP')?.value ?? 'unknown';
      add(byKey, address, name, `${stream.id === '' ? 'without a name' : stream.id} · ${stream.state.toLowerCase()}`);
    }
  }
  return [...byKey.values()];
}

export function destinations(statistics: Statistics): Peer[] {
  const byKey = new Map<string, Peer>();
  for (const stream of statistics.inputStreams) {
    for (const sink of stream.sinks) {
      for (const output of statistics.outputStreams) add(byKey, 'this server', sink.name, output.name);
    }
  }
  return [...byKey.values()];
}

function add(peers: Map<string, Peer>, name: string, kind: string, stream: string): void {
  const key = `${kind} ${name}`;
  const streams = peers.get(key)?.streams ?? [];
  if (!streams.includes(stream)) peers.set(key, { key, name, kind, streams: [...streams, stream] });
}

/** What is switched on, in the order and the words of IIS Manager. */
export function enabledOptions(settings: Settings): string[] {
  const hasHls = (settings.modules ?? []).some((module) => module.id === 'hls');
  return [
    ...(hasHls ? ['Apple HTTP Live Streaming'] : []),
    ...(settings.archive?.enabled === true ? ['Archiving'] : []),
    ...(settings.clientConnections?.enabled === true ? ['Client DVR'] : []),
    ...(settings.serverConnections?.enabled === true ? ['Server Distribution'] : []),
    ...(settings.autoStart === true ? ['Starts by itself'] : []),
    ...(settings.autoRestartOnEncoderReconnect === true ? ['Restarts with its encoder'] : []),
  ];
}
