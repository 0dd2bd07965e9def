import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  ALARM_KINDS,
  ROLE_STATES,
  ROLES,
  STATES,
  type AlarmEvent,
  type Problem,
  type SettingsCollection,
  type State,
  type StateEvent,
  type StatisticsEvent,
} from './api';
import { durationSeconds } from './duration';
import { fragmentChart, sources, totals, trackRows } from './figures';
import { formOf, settingsWith } from './pointForm';
import { Store } from './store';

/** Written by the server's tests from what it really answers. */
const SAMPLES = JSON.parse(
  readFileSync(new URL('../vectors/management.json', import.meta.url), 'utf8'),
) as {
  settings: SettingsCollection;
  states: StateEvent[];
  statistics: StatisticsEvent;
  alarms: AlarmEvent[];
  problem: Problem;
};

/** The names that an object has; a name that is not expected is news that the page should know. */
function names(value: object): string[] {
  return Object.keys(value).sort();
}

describe('what the server really answers', () => {
  it('has the names that the page reads in settings', () => {
    const [entry] = SAMPLES.settings.entries;
    expect(names(entry ?? {})).toEqual(['id', 'links', 'path', 'settings', 'title', 'updated']);
    expect(entry?.settings.clientConnections?.enabled).toBe(true);
    expect(entry === undefined ? undefined : formOf(entry.settings)).toMatchObject({
      title: 'Quay camera',
      autoStart: true,
      lookAhead: 2,
      archive: true,
      clients: true,
      servers: true,
    });
  });

  it('can be sent back with what the form changed', () => {
    const before = SAMPLES.settings.entries[0]?.settings ?? {};
    const after = settingsWith({ ...formOf(before), title: 'Harbour' }, before);
    expect({ ...after, title: 'Quay camera' }).toMatchObject(before);
  });

  it('names the states and roles that the page knows', () => {
    const states = SAMPLES.states.map((event) => event.state);
    expect(states.map((state) => state.value)).toEqual(['Idle', 'Started', 'Error', 'Removed']);
    for (const state of states.slice(0, 3) as State[]) {
      expect(STATES).toContain(state.value);
      expect(names(state.roles ?? {})).toEqual([...ROLES].sort());
      for (const role of ROLES) expect(ROLE_STATES).toContain(state.roles?.[role]);
    }
    expect((states[2] as State).lastErrorMessage).toBe('no room on the disk');
    expect(names(SAMPLES.states[0] ?? {})).toEqual(['at', 'point', 'state', 'title']);
  });

  it('has the names that the page reads in statistics', () => {
    const { statistics } = SAMPLES.statistics;
    const [stream] = statistics.inputStreams;
    expect(names(statistics)).toEqual(['alarms', 'inputStreams', 'outputStreams']);
    expect(names(stream ?? {})).toEqual(['id', 'sinks', 'sources', 'state', 'tracks']);
    expect(names(stream?.tracks[0] ?? {})).toEqual([
      'encodedBitRate',
      'id',
      'incomingBitRate',
      'incomingFragmentDuration',
      'incomingFragmentTimeStamp',
      'incomingFragmentWaitTime',
      'name',
      'recentFragments',
      'requestRate',
      'timescale',
    ]);
    expect(names(statistics.outputStreams[0] ?? {})).toEqual([
      'lastOutputFragmentTimestamp',
      'lookAheadLag',
      'name',
      'timescale',
    ]);
  });

  it('makes the figures that are there', () => {
    const { statistics } = SAMPLES.statistics;
    expect(trackRows(statistics).map((row) => [row.track.name, row.waitSeconds])).toEqual([
      ['audio', 28],
      ['video', 28],
      ['video', 28],
    ]);
    expect(durationSeconds(statistics.inputStreams[0]?.tracks[0]?.incomingFragmentWaitTime ?? '')).toBe(28);
    expect(totals(statistics).lagSeconds).toBe(4);
    expect(sources(statistics)[0]?.name).toBe('192.0.2.17');
    const chart = fragmentChart(statistics);
    expect(chart.lanes.map((lane) => lane.blocks.length)).toEqual([6, 6, 5]);
    expect(chart.lanes[0]?.blocks.filter((block) => !block.isPublished)).toHaveLength(2);
  });

  it('raises alarms that the page knows', () => {
    const store = new Store();
    for (const data of SAMPLES.alarms) {
      expect(ALARM_KINDS).toContain(data.alarm.kind);
      expect(names(data.alarm)).toEqual(['kind', 'message', 'raised', 'since', 'subject']);
      store.take({ type: 'alarm', data });
    }
    const alarms = [...(store.points.get('/live/quay.isml')?.alarms.values() ?? [])];
    expect(alarms.map((alarm) => alarm.kind)).toEqual(['Gap', 'SilentSource']);
    expect(SAMPLES.statistics.statistics.alarms).toEqual(alarms);
  });

  it('says why not in the words that the page shows', () => {
    expect(names(SAMPLES.problem.error)).toEqual(['errorCode', 'errorMessage', 'internalError']);
    expect(SAMPLES.problem.error.errorCode).toBe('0x80880028');
  });
});
