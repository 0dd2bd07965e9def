/**
 * The JSON form of the management API, as its OpenAPI document has it. What the server really
 * answers is kept in `vectors`, written by a Java test and read by `vectors.test.ts`.
 */

export const STATES = [
  'Idle',
  'Starting',
  'Started',
  'Stopping',
  'Stopped',
  'ShuttingDown',
  'Error',
] as const;
export type StateValue = (typeof STATES)[number];

/** States that can be asked for. */
export type Target = 'Idle' | 'Started' | 'Stopped';

export const ROLE_STATES = ['Disabled', 'Stopped', 'Started'] as const;
export type RoleState = (typeof ROLE_STATES)[number];

export const ROLES = ['archive', 'clientConnections', 'serverConnections', 'mobile'] as const;
export type RoleName = (typeof ROLES)[number];

export interface State {
  readonly value: StateValue;
  readonly lastError?: string;
  readonly lastErrorMessage?: string;
  readonly roles?: Readonly<Record<RoleName, RoleState>>;
}

export interface Connections {
  readonly enabled: boolean;
  readonly windowLength?: string;
  readonly liveCacheLength?: string;
  readonly clientManifestVersion?: string;
  readonly sendEndOfStreamOnStop?: boolean;
}

export interface Module {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly hls?: Readonly<Record<string, unknown>>;
  readonly content?: string;
}

/** What the page does not change it sends back as it came. */
export interface Settings {
  readonly title?: string;
  readonly sourceType?: 'Push' | 'Pull';
  readonly estimatedDuration?: string;
  readonly autoStart?: boolean;
  readonly autoRestartOnEncoderReconnect?: boolean;
  readonly lookAheadChunks?: number;
  readonly archive?: { readonly enabled: boolean; readonly segmentLength?: string; readonly path?: object };
  readonly clientConnections?: Connections;
  readonly serverConnections?: Connections;
  readonly pullFrom?: readonly object[];
  readonly pushTo?: readonly object[];
  readonly modules?: readonly Module[];
  readonly laboratory?: object;
}

export interface SettingsEntry {
  readonly path: string;
  readonly title: string;
  readonly updated: string;
  readonly settings: Settings;
}

export interface SettingsCollection {
  readonly entries: readonly SettingsEntry[];
}

export interface RecentFragment {
  readonly startTime: number;
  readonly duration: number;
}

export interface Track {
  readonly id: string;
  readonly name: string;
  readonly encodedBitRate: number;
  readonly incomingBitRate: number;
  readonly incomingFragmentWaitTime: string;
  readonly incomingFragmentTimeStamp: number;
  readonly incomingFragmentDuration: number;
  readonly requestRate: number;
  readonly timescale: number;
  readonly recentFragments: readonly RecentFragment[];
}

export interface Endpoint {
  readonly name: string;
  readonly properties?: readonly { readonly name: string; readonly value?: string }[];
}

export interface InputStream {
  readonly id: string;
  readonly state: 'Idle' | 'Started' | 'Stopped';
  readonly archiveFileName?: string;
  readonly sources: readonly Endpoint[];
  readonly sinks: readonly Endpoint[];
  readonly tracks: readonly Track[];
}

export interface OutputStream {
  readonly name: string;
  readonly lastOutputFragmentTimestamp: number;
  readonly lookAheadLag: number;
  readonly timescale: number;
}

export const ALARM_KINDS = ['SilentSource', 'SilentTrack', 'Gap', 'Drift', 'Duplicates'] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

export interface Alarm {
  readonly kind: AlarmKind;
  readonly raised: boolean;
  readonly subject: string;
  readonly message: string;
  readonly since: string;
}

export interface Statistics {
  readonly inputStreams: readonly InputStream[];
  readonly outputStreams: readonly OutputStream[];
  readonly alarms: readonly Alarm[];
}

export interface StateEvent {
  readonly point: string;
  readonly at: string;
  readonly title: string;
  readonly state: State | { readonly value: 'Removed' };
}

export interface StatisticsEvent {
  readonly point: string;
  readonly at: string;
  readonly statistics: Statistics;
}

export interface AlarmEvent {
  readonly point: string;
  readonly at: string;
  readonly alarm: Alarm;
}

/** What `/api/events` sends. */
export type ServerEvent =
  | { readonly type: 'state'; readonly data: StateEvent }
  | { readonly type: 'statistics'; readonly data: StatisticsEvent }
  | { readonly type: 'alarm'; readonly data: AlarmEvent };

export interface Problem {
  readonly error: {
    readonly errorCode: string;
    readonly errorMessage: string;
    readonly internalError?: string;
  };
}
