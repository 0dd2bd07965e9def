import type { TrackRow } from '../figures';
import type { TrackHistory } from '../store';
import { setText } from '../../ui/elements';
import { bitrateText, clockText, secondsText } from '../../ui/format';
import { make, Rows } from './rows';
import { Sparkline } from './sparkline';

interface Row {
  readonly root: HTMLTableRowElement;
  readonly name: HTMLElement;
  readonly encoded: HTMLElement;
  readonly incoming: HTMLElement;
  readonly incomingLine: Sparkline;
  readonly wait: HTMLElement;
  readonly waitLine: Sparkline;
  readonly last: HTMLElement;
  readonly duration: HTMLElement;
  readonly requests: HTMLElement;
  readonly stream: HTMLElement;
  readonly state: HTMLElement;
}

/** What came of each track; IIS Manager's Track Details, with lines. */
export class TrackTable {
  private readonly rows: Rows<TrackRow, Row>;
  private histories: ReadonlyMap<string, TrackHistory> = new Map();

  constructor(parent: Element) {
    this.rows = new Rows(parent, makeRow, (row, item) => this.drawRow(row, item), (row) => {
      row.incomingLine.destroy();
      row.waitLine.destroy();
    });
  }

  draw(tracks: readonly TrackRow[], histories: ReadonlyMap<string, TrackHistory>): void {
    this.histories = histories;
    this.rows.show(tracks, (track) => track.key);
  }

  redraw(): void {
    for (const row of this.rows.all) {
      row.incomingLine.redraw();
      row.waitLine.redraw();
    }
  }

  private drawRow(row: Row, { key, track, stream, waitSeconds }: TrackRow): void {
    setText(row.name, track.name);
    setText(row.encoded, bitrateText(track.encodedBitRate));
    setText(row.incoming, bitrateText(track.incomingBitRate));
    setText(row.wait, secondsText(waitSeconds));
    const lasting = track.incomingFragmentDuration / track.timescale;
    const isSlow = stream.state === 'Started' && lasting > 0 && waitSeconds > 3 * lasting;
    row.wait.classList.toggle('is-bad', isSlow);
    setText(row.last, clockText(track.incomingFragmentTimeStamp / track.timescale));
    setText(row.duration, lasting > 0 ? `+ ${secondsText(lasting, 2)}` : '');
    setText(row.requests, `${track.requestRate} /s`);
    setText(row.stream, stream.id === '' ? 'without a name' : stream.id);
    row.state.dataset['state'] = stream.state;
    setText(row.state, stream.state);
    const history = this.histories.get(key);
    if (history !== undefined) {
      row.incomingLine.show(history.seconds, history.incomingBps);
      row.waitLine.show(history.seconds, history.waitSeconds);
    }
  }
}

function makeRow(): Row {
  const figures = Array.from({ length: 7 }, () => make('span', 'figure'));
  const [encoded, incoming, wait, last, duration, requests, stream] = figures as [
    HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement,
  ];
  const name = make('span');
  const state = make('span', 'chip small');
  const incomingBox = make('span', 'spark');
  const waitBox = make('span', 'spark');
  const th = make('th', 'point', name);
  th.scope = 'row';
  duration.classList.add('soft');
  const root = make(
    'tr',
    '',
    th,
    labelled('Encoded', 'n', encoded),
    labelled('Incoming', 'with-line', incoming, incomingBox),
    labelled('Wait', 'with-line', wait, waitBox),
    labelled('Last fragment', 'n last', last, duration),
    labelled('Requests', 'n', requests),
    labelled('Stream', 'stream', stream, state),
  );
  return {
    root,
    name,
    encoded,
    incoming,
    incomingLine: new Sparkline(incomingBox, '--second'),
    wait,
    waitLine: new Sparkline(waitBox, '--warn'),
    last,
    duration,
    requests,
    stream,
    state,
  };
}

function labelled(label: string, className: string, ...content: Node[]): HTMLTableCellElement {
  const made = make('td', className, ...content);
  made.dataset['label'] = label;
  return made;
}
