import type { Alarm, ServerEvent, SettingsEntry, State, Statistics } from './api';
import { alarmKey, totals, trackRows } from './figures';

/** What happened on a point, for its list of events. */
export interface Happening {
  readonly at: string;
  readonly text: string;
  readonly isWarning: boolean;
}

/** How one track did over the last two minutes; holes where it was not there. */
export interface TrackHistory {
  readonly seconds: number[];
  readonly incomingBps: number[];
  readonly waitSeconds: number[];
}

export interface PointRecord {
  readonly path: string;
  settings: SettingsEntry | undefined;
  state: State | undefined;
  statistics: Statistics | undefined;
  readonly alarms: Map<string, Alarm>;
  readonly histories: Map<string, TrackHistory>;
  readonly happenings: Happening[];
  /** Means over the last moments: requests come in bursts, one per fragment. */
  readonly demand: { requestsPerSecond: number; viewers: number }[];
}

const HISTORY_SECONDS = 120;
const HAPPENING_COUNT_MAX = 100;
/** Longer than usual fragments, so that a mean over it does not see their rhythm. */
const DEMAND_COUNT = 10;

/** All that the page knows; changed by answers and events only. */
export class Store {
  readonly points = new Map<string, PointRecord>();

  /** A new connection tells everything anew; what is gone meanwhile is not told. */
  beginAnew(): void {
    for (const point of this.points.values()) point.alarms.clear();
  }

  /** The settings of all points that there are. */
  list(entries: readonly SettingsEntry[]): void {
    const paths = new Set(entries.map((entry) => entry.path));
    for (const path of this.points.keys()) if (!paths.has(path)) this.points.delete(path);
    for (const entry of entries) this.record(entry.path).settings = entry;
  }

  /** Takes an event; whether it is about a point whose settings should be read. */
  take(event: ServerEvent): boolean {
    const { point: path } = event.data;
    if (event.type === 'state' && event.data.state.value === 'Removed') {
      this.points.delete(path);
      return false;
    }
    const point = this.record(path);
    switch (event.type) {
      case 'state':
        this.takeState(point, event.data.at, event.data.state as State);
        return true;
      case 'statistics':
        this.takeStatistics(point, Date.parse(event.data.at) / 1000, event.data.statistics);
        return false;
      case 'alarm':
        this.takeAlarm(point, event.data.at, event.data.alarm);
        return false;
    }
  }

  private takeState(point: PointRecord, at: string, state: State): void {
    const isNew = state.value !== point.state?.value;
    point.state = state;
    if (isNew) note(point, { at, text: `The point is ${state.value}.`, isWarning: state.value === 'Error' });
    if (state.value === 'Idle') {
      point.statistics = undefined;
      point.histories.clear();
      point.demand.length = 0;
    }
  }

  private takeStatistics(point: PointRecord, seconds: number, statistics: Statistics): void {
    point.statistics = statistics;
    const { requestsPerSecond, viewers } = totals(statistics);
    point.demand.push({ requestsPerSecond, viewers });
    point.demand.splice(0, point.demand.length - DEMAND_COUNT);
    const rows = trackRows(statistics);
    const keys = new Set(rows.map((row) => row.key));
    for (const key of point.histories.keys()) if (!keys.has(key)) point.histories.delete(key);
    for (const { key, track, waitSeconds } of rows) {
      const history = point.histories.get(key) ?? { seconds: [], incomingBps: [], waitSeconds: [] };
      point.histories.set(key, history);
      if (seconds <= (history.seconds.at(-1) ?? Number.NEGATIVE_INFINITY)) continue;
      history.seconds.push(seconds);
      history.incomingBps.push(track.incomingBitRate);
      history.waitSeconds.push(waitSeconds);
      const keepFrom = history.seconds.findIndex((time) => time >= seconds - HISTORY_SECONDS);
      for (const values of [history.seconds, history.incomingBps, history.waitSeconds]) values.splice(0, keepFrom);
    }
  }

  private takeAlarm(point: PointRecord, at: string, alarm: Alarm): void {
    const key = alarmKey(alarm);
    const known = point.alarms.get(key);
    if (alarm.raised) {
      point.alarms.set(key, alarm);
      if (known === undefined) note(point, { at, text: `${alarm.subject}: ${alarm.message}`, isWarning: true });
    } else if (point.alarms.delete(key)) {
      note(point, { at, text: `${alarm.subject}: over (${alarm.message})`, isWarning: false });
    }
  }

  private record(path: string): PointRecord {
    const known = this.points.get(path);
    if (known !== undefined) return known;
    const made: PointRecord = {
      path,
      settings: undefined,
      state: undefined,
      statistics: undefined,
      alarms: new Map(),
      histories: new Map(),
      happenings: [],
      demand: [],
    };
    this.points.set(path, made);
    return made;
  }
}

function note(point: PointRecord, happening: Happening): void {
  point.happenings.push(happening);
  point.happenings.splice(0, point.happenings.length - HAPPENING_COUNT_MAX);
}

/** Requests per second and viewers, over the last ten moments. */
export function meanDemand(point: PointRecord): { requestsPerSecond: number; viewers: number } {
  const count = Math.max(1, point.demand.length);
  return {
    requestsPerSecond: point.demand.reduce((sum, each) => sum + each.requestsPerSecond, 0) / count,
    viewers: point.demand.reduce((sum, each) => sum + each.viewers, 0) / count,
  };
}
