import type { Connections, Module, Settings } from './api';
import { durationSeconds, durationText } from './duration';

/** What the page lets an operator set; all else of a point's settings is kept as it is. */
export interface PointForm {
  readonly title: string;
  readonly lookAhead: number;
  readonly windowSeconds: number;
  readonly clients: boolean;
  readonly servers: boolean;
  readonly archive: boolean;
  readonly hls: boolean;
  readonly autoStart: boolean;
  readonly autoRestart: boolean;
}

/** As the dialog of IIS Manager begins, but for the archive, which needs a folder. */
export const NEW_POINT: PointForm = {
  title: '',
  lookAhead: 2,
  windowSeconds: 0,
  clients: true,
  servers: true,
  archive: false,
  hls: false,
  autoStart: true,
  autoRestart: true,
};

const HLS: Module = { id: 'hls', type: 'sink', name: 'HTTP Live Streaming', hls: {} };
const LOOK_AHEAD_MAX = 16;

export function formOf(settings: Settings): PointForm {
  return {
    title: settings.title ?? '',
    lookAhead: settings.lookAheadChunks ?? 2,
    windowSeconds: durationSeconds(settings.clientConnections?.windowLength ?? 'PT0S') ?? 0,
    clients: settings.clientConnections?.enabled ?? false,
    servers: settings.serverConnections?.enabled ?? false,
    archive: settings.archive?.enabled ?? false,
    hls: (settings.modules ?? []).some((module) => module.id === 'hls'),
    autoStart: settings.autoStart ?? false,
    autoRestart: settings.autoRestartOnEncoderReconnect ?? false,
  };
}

/** Settings as they were, with what the form says. */
export function settingsWith(form: PointForm, before: Settings): Settings {
  const others = (before.modules ?? []).filter((module) => module.id !== 'hls');
  const hls = (before.modules ?? []).find((module) => module.id === 'hls') ?? HLS;
  const clientConnections: Connections = {
    ...before.clientConnections,
    enabled: form.clients,
    windowLength: durationText(form.windowSeconds),
  };
  return {
    ...before,
    title: form.title,
    sourceType: before.sourceType ?? 'Push',
    lookAheadChunks: form.lookAhead,
    autoStart: form.autoStart,
    autoRestartOnEncoderReconnect: form.autoRestart,
    archive: { ...before.archive, enabled: form.archive },
    clientConnections,
    serverConnections: { ...before.serverConnections, enabled: form.servers },
    modules: form.hls ? [...others, hls] : others,
  };
}

/** What is wrong with a form; empty when nothing is. The server has the last word. */
export function mistake(path: string, form: PointForm): string {
  if (!path.startsWith('/') || !path.toLowerCase().endsWith('.isml') || path.includes('//')) {
    return 'The path begins with / and ends in .isml, such as /live/event.isml.';
  }
  if (!Number.isInteger(form.lookAhead) || form.lookAhead < 0 || form.lookAhead > LOOK_AHEAD_MAX) {
    return `The look-ahead is a whole number from 0 to ${LOOK_AHEAD_MAX}.`;
  }
  if (!Number.isInteger(form.windowSeconds) || form.windowSeconds < 0) {
    return 'The DVR window is a whole number of seconds, or 0 for all.';
  }
  if (form.autoRestart && !form.autoStart) {
    return 'A point that restarts with its encoder must also start on the first request.';
  }
  return '';
}
