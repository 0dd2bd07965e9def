import { describe, expect, it } from 'vitest';
import type { Settings } from './api';
import { formOf, mistake, NEW_POINT, settingsWith } from './pointForm';

const FULL: Settings = {
  title: 'Quay',
  sourceType: 'Push',
  estimatedDuration: 'PT2H',
  autoStart: true,
  autoRestartOnEncoderReconnect: false,
  lookAheadChunks: 3,
  archive: { enabled: true, segmentLength: 'PT30M', path: { useEventIdOnPath: true } },
  clientConnections: { enabled: true, windowLength: 'PT10M', clientManifestVersion: '2.2' },
  serverConnections: { enabled: false, sendEndOfStreamOnStop: false },
  pushTo: [{ url: 'http://edge.example/quay.isml' }],
  modules: [
    { id: 'other', type: 'sink', content: '<x/>' },
    { id: 'hls', type: 'sink', hls: { segmentLength: 'PT6S' } },
  ],
  laboratory: { idleAfter: 'PT60S' },
};

describe('the form of a point', () => {
  it('shows settings and gives them back as they were', () => {
    const { clientConnections, modules, ...rest } = settingsWith(formOf(FULL), FULL);
    const { clientConnections: before, modules: modulesBefore, ...restBefore } = FULL;
    expect(rest).toEqual(restBefore);
    expect(clientConnections).toEqual({ ...before, windowLength: 'PT600S' });
    expect(new Set(modules)).toEqual(new Set(modulesBefore));
  });

  it('keeps what it does not show when HLS is switched off', () => {
    const settings = settingsWith({ ...formOf(FULL), hls: false }, FULL);
    expect(settings.modules).toEqual([{ id: 'other', type: 'sink', content: '<x/>' }]);
    expect(settings.laboratory).toEqual({ idleAfter: 'PT60S' });
  });

  it('makes a push point with the defaults of its dialog', () => {
    expect(settingsWith(NEW_POINT, {})).toEqual({
      title: '',
      sourceType: 'Push',
      lookAheadChunks: 2,
      autoStart: true,
      autoRestartOnEncoderReconnect: true,
      archive: { enabled: false },
      clientConnections: { enabled: true, windowLength: 'PT0S' },
      serverConnections: { enabled: true },
      modules: [],
    });
  });

  it('takes what is absent for its default', () => {
    expect(formOf({})).toEqual({
      ...NEW_POINT,
      clients: false,
      servers: false,
      autoStart: false,
      autoRestart: false,
    });
  });

  it.each(['live.isml', '/live', '/a//b.isml', ''])('refuses the path %j', (path) => {
    expect(mistake(path, NEW_POINT)).toContain('ends in .isml');
  });

  it('refuses figures out of range', () => {
    expect(mistake('/a.isml', { ...NEW_POINT, lookAhead: 17 })).toContain('0 to 16');
    expect(mistake('/a.isml', { ...NEW_POINT, lookAhead: Number.NaN })).toContain('0 to 16');
    expect(mistake('/a.isml', { ...NEW_POINT, windowSeconds: -1 })).toContain('seconds');
    expect(mistake('/a.isml', { ...NEW_POINT, autoStart: false })).toContain('must also start');
    expect(mistake('/a.isml', NEW_POINT)).toBe('');
  });
});
