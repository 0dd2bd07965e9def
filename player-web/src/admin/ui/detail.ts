import type { Alarm } from '../api';
import {
  alarmKey,
  alarmLabel,
  destinations,
  enabledOptions,
  fragmentChart,
  isConfigurable,
  sources,
  stateText,
  trackRows,
  type Peer,
} from '../figures';
import type { Happening, PointRecord } from '../store';
import { NewestFirst, line, span } from '../../ui/logs';
import { element, setText } from '../../ui/elements';
import { timeText } from '../../ui/format';
import { FragmentLanes } from './fragmentLanes';
import { drawState } from './overview';
import { make, Rows } from './rows';
import { TrackTable } from './trackTable';

interface AlarmRow {
  readonly root: HTMLLIElement;
  readonly kind: HTMLElement;
  readonly subject: HTMLElement;
  readonly message: HTMLElement;
  readonly since: HTMLTimeElement;
}

interface PeerRow {
  readonly root: HTMLLIElement;
  readonly name: HTMLElement;
  readonly streams: Rows<string, { readonly root: HTMLLIElement }>;
}

/** All about one point. */
export class Detail {
  private readonly root = element('detail', HTMLElement);
  private readonly tracks = new TrackTable(element('tracks', HTMLElement));
  private readonly lanes = new FragmentLanes(element('lanes', HTMLElement));
  private readonly alarms = new Rows<Alarm, AlarmRow>(element('alarms', HTMLElement), makeAlarm, drawAlarm);
  private readonly sources = peerRows('sources');
  private readonly destinations = peerRows('destinations');
  private readonly options = new Rows<string, { readonly root: HTMLLIElement }>(
    element('detail-options', HTMLElement),
    (option) => ({ root: make('li', '', option) }),
    () => {},
  );
  private happenings = newHappenings();
  private path = '';

  draw(point: PointRecord | undefined): void {
    this.root.hidden = point === undefined;
    if (point === undefined) return;
    if (point.path !== this.path) {
      this.path = point.path;
      this.happenings = newHappenings();
      element('events', HTMLOListElement).replaceChildren();
    }
    this.drawHead(point);
    this.drawAlarms([...point.alarms.values()]);
    this.drawStreams(point);
    this.happenings.show(point.happenings);
  }

  /** Anew in the colours of the theme. */
  redraw(): void {
    this.tracks.redraw();
  }

  private drawHead({ path, settings, state }: PointRecord): void {
    const title = settings?.title ?? '';
    write('detail-title', title === '' ? (path.split('/').at(-1) ?? path) : title);
    write('detail-path', path);
    drawState(element('detail-state', HTMLElement), state?.value);
    write('detail-meaning', state === undefined ? '' : stateText(state));
    this.options.show(settings === undefined ? [] : enabledOptions(settings.settings), (option) => option);
    const watch = element('watch', HTMLAnchorElement);
    const address = `/player/?url=${encodeURIComponent(path)}&autoplay=1`;
    if (watch.getAttribute('href') !== address) watch.href = address;
    const isIdle = state !== undefined && isConfigurable(state.value);
    const edit = element('settings', HTMLButtonElement);
    edit.disabled = !isIdle || settings === undefined;
    edit.title = isIdle ? 'Change the settings' : 'Settings can be changed while the point is Idle';
    write('ingest', `${location.origin}${path}/Streams(name)`);
  }

  private drawAlarms(alarms: readonly Alarm[]): void {
    const oldestFirst = [...alarms].sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
    this.alarms.show(oldestFirst, alarmKey);
    showEmpty('no-alarms', alarms.length === 0);
    write('alarms-count', alarms.length === 0 ? '' : String(alarms.length));
  }

  private drawStreams({ statistics, histories }: PointRecord): void {
    const shown = statistics ?? { inputStreams: [], outputStreams: [], alarms: [] };
    const rows = trackRows(shown);
    this.tracks.draw(rows, histories);
    showEmpty('no-tracks', rows.length === 0);
    const started = shown.inputStreams.filter((stream) => stream.state === 'Started').length;
    const count = shown.inputStreams.length;
    write('tracks-count', `${count} total ${count === 1 ? 'stream' : 'streams'} (${started} started)`);
    const chart = fragmentChart(shown);
    this.lanes.draw(chart);
    showEmpty('no-lanes', chart.lanes.length === 0);
    element('axis', HTMLElement).hidden = chart.lanes.length === 0;
    this.drawPeers(this.sources, 'no-sources', sources(shown));
    this.drawPeers(this.destinations, 'no-destinations', destinations(shown));
  }

  private drawPeers(rows: Rows<Peer, PeerRow>, emptyId: string, peers: readonly Peer[]): void {
    rows.show(peers, (peer) => peer.key);
    showEmpty(emptyId, peers.length === 0);
  }
}

function newHappenings(): NewestFirst<Happening> {
  return new NewestFirst('events', 'Nothing has happened yet.', ({ at, text, isWarning }) =>
    line(Date.parse(at), span(text, isWarning ? 'warn' : '')),
  );
}

function makeAlarm(): AlarmRow {
  const kind = make('strong');
  const subject = make('span', 'mono');
  const message = make('span', 'message');
  const since = make('time', 'mono');
  const root = make('li', 'alarm', kind, message, subject, make('span', 'since', 'since ', since));
  return { root, kind, subject, message, since };
}

function drawAlarm(row: AlarmRow, alarm: Alarm): void {
  row.root.dataset['kind'] = alarm.kind;
  row.root.dataset['subject'] = alarm.subject;
  setText(row.kind, alarmLabel(alarm.kind));
  setText(row.subject, alarm.subject);
  setText(row.message, alarm.message);
  setText(row.since, timeText(Date.parse(alarm.since)));
  row.since.dateTime = alarm.since;
}

function peerRows(id: string): Rows<Peer, PeerRow> {
  return new Rows<Peer, PeerRow>(
    element(id, HTMLElement),
    () => {
      const name = make('span');
      const list = make('ul');
      const streams = new Rows<string, { readonly root: HTMLLIElement }>(
        list,
        (stream) => ({ root: make('li', '', stream) }),
        () => {},
      );
      return { root: make('li', '', name, list), name, streams };
    },
    (row, peer) => {
      setText(row.name, `${peer.name} · ${peer.kind}`);
      row.streams.show(peer.streams, (stream) => stream);
    },
  );
}

function write(id: string, text: string): void {
  setText(element(id, HTMLElement), text);
}

function showEmpty(id: string, isEmpty: boolean): void {
  element(id, HTMLElement).hidden = !isEmpty;
}
