import { describe, expect, it } from 'vitest';
import type { Alarm, StateValue } from './api';
import { statistics, stream, track } from './samples';
import { meanDemand, Store } from './store';

const PATH = '/a.isml';
const SILENT: Alarm = {
  kind: 'SilentSource',
  raised: true,
  subject: 'Streams(a) from 192.0.2.17:1',
  message: 'no fragment for over 6.0 s',
  since: '2026-01-01T00:00:00.000Z',
};

function at(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
}

function state(store: Store, value: StateValue | 'Removed', second = 0): boolean {
  return store.take({ type: 'state', data: { point: PATH, at: at(second), title: '', state: { value } } });
}

function figures(store: Store, second: number, requestRate = 0): void {
  const shown = statistics(stream('a', [track('video', 800_000, { requestRate })]));
  store.take({ type: 'statistics', data: { point: PATH, at: at(second), statistics: shown } });
}

function alarm(store: Store, each: Alarm, second = 0): void {
  store.take({ type: 'alarm', data: { point: PATH, at: at(second), alarm: each } });
}

describe('what the page knows', () => {
  it('grows with points that are told of and shrinks with those that are gone', () => {
    const store = new Store();
    expect(state(store, 'Idle')).toBe(true);
    expect(store.points.get(PATH)?.state?.value).toBe('Idle');
    expect(state(store, 'Removed')).toBe(false);
    expect(store.points.size).toBe(0);
  });

  it('follows the list of points', () => {
    const store = new Store();
    state(store, 'Idle');
    store.list([{ path: '/b.isml', title: 'B', updated: at(0), settings: { title: 'B' } }]);
    expect([...store.points.keys()]).toEqual(['/b.isml']);
    expect(store.points.get('/b.isml')?.settings?.title).toBe('B');
  });

  it('keeps two minutes of each track', () => {
    const store = new Store();
    for (let second = 0; second < 200; second++) figures(store, second);
    const [history] = [...(store.points.get(PATH)?.histories.values() ?? [])];
    expect(history?.seconds).toHaveLength(121);
    expect(history?.incomingBps.at(-1)).toBe(801_000);
    expect(history?.waitSeconds).toHaveLength(121);
  });

  it('takes no moment twice', () => {
    const store = new Store();
    figures(store, 1);
    figures(store, 1);
    const [history] = [...(store.points.get(PATH)?.histories.values() ?? [])];
    expect(history?.seconds).toHaveLength(1);
  });

  it('forgets figures when the point is shut down', () => {
    const store = new Store();
    figures(store, 1);
    state(store, 'Idle', 2);
    const point = store.points.get(PATH);
    expect(point?.statistics).toBeUndefined();
    expect(point?.histories.size).toBe(0);
  });

  it('takes requests over ten moments, because they come in bursts', () => {
    const store = new Store();
    for (let second = 0; second < 30; second++) figures(store, second, second % 2 === 0 ? 10 : 0);
    const point = store.points.get(PATH);
    expect(point === undefined ? undefined : meanDemand(point)).toEqual({ requestsPerSecond: 5, viewers: 10 });
  });

  it('keeps an alarm until it is over, with its latest words', () => {
    const store = new Store();
    alarm(store, SILENT, 1);
    alarm(store, { ...SILENT, message: 'connection lost' }, 2);
    const point = store.points.get(PATH);
    expect([...(point?.alarms.values() ?? [])].map((each) => each.message)).toEqual(['connection lost']);
    alarm(store, { ...SILENT, raised: false, message: 'connection lost' }, 3);
    expect(point?.alarms.size).toBe(0);
    expect(point?.happenings.map((each) => [each.at, each.isWarning])).toEqual([
      [at(1), true],
      [at(3), false],
    ]);
  });

  it('forgets alarms with the connection, for the next one tells those that stand', () => {
    const store = new Store();
    alarm(store, SILENT);
    store.beginAnew();
    expect(store.points.get(PATH)?.alarms.size).toBe(0);
  });

  it('notes each state once, and no more than a hundred things', () => {
    const store = new Store();
    for (let second = 0; second < 300; second++) {
      state(store, second % 2 === 0 ? 'Starting' : 'Started', second);
      state(store, second % 2 === 0 ? 'Starting' : 'Started', second);
    }
    expect(store.points.get(PATH)?.happenings).toHaveLength(100);
    expect(store.points.get(PATH)?.happenings.at(-1)?.at).toBe(at(299));
  });
});
