import type { Decision } from '../engine/engine';
import type { LogLine, SeenMarker, Session } from '../session/session';
import { element } from './elements';
import { bitrateText, secondsText, timeText } from './format';

/** Lines on the page; the probe has more. */
const LINES_MAX = 150;

/** A list that shows the newest of a growing one, newest first. */
export class NewestFirst<T> {
  private readonly list: HTMLOListElement;
  private newest: T | undefined;

  constructor(
    id: string,
    private readonly nothing: string,
    private readonly draw: (item: T) => HTMLLIElement,
  ) {
    this.list = element(id, HTMLOListElement);
  }

  show(items: readonly T[]): void {
    const from = this.newest === undefined ? 0 : items.lastIndexOf(this.newest) + 1;
    if (from === 0) this.list.replaceChildren();
    for (const item of items.slice(from).slice(-LINES_MAX)) this.list.prepend(this.draw(item));
    while (this.list.children.length > LINES_MAX) this.list.lastElementChild?.remove();
    this.newest = items.at(-1);
    if (this.list.children.length === 0) {
      const line = document.createElement('li');
      line.className = 'none';
      line.textContent = this.nothing;
      this.list.append(line);
    }
  }
}

export class Logs {
  private readonly decisions = new NewestFirst(
    'decisions',
    'Nothing has been decided yet.',
    drawDecision,
  );
  private readonly events = new NewestFirst('events', 'Nothing has happened yet.', drawLine);

  private readonly markers = new NewestFirst(
    'markers',
    'No event stream has told anything yet.',
    drawMarker,
  );
  private drawnMarkers = '';

  show({ decisions, lines, markers }: Session): void {
    this.decisions.show(decisions);
    this.events.show(lines);
    // A marker that is told again changes its line.
    const key = markers.map((marker) => `${marker.startSeconds} ${marker.sources.length}`).join();
    if (key === this.drawnMarkers) return;
    this.drawnMarkers = key;
    this.markers.show([]);
    this.markers.show(markers);
  }
}

function drawDecision(decision: Decision): HTMLLIElement {
  const { fromBitrateBps: from, toBitrateBps: to } = decision;
  const isUp = from === undefined || to > from;
  const step = span(
    `${isUp ? '▲' : '▼'} ${from === undefined ? 'start' : bitrateText(from)} → ${bitrateText(to)}`,
    isUp ? 'up' : 'down',
  );
  const throughput =
    decision.throughputBps === undefined ? '' : ` · measured ${bitrateText(decision.throughputBps)}`;
  const why = `${decision.reason} · buffer ${secondsText(decision.bufferSeconds)}${throughput}`;
  return line(decision.atMillis, step, span(why));
}

function drawMarker(marker: SeenMarker): HTMLLIElement {
  const length = marker.breakSeconds === undefined ? '' : ` for ${secondsText(marker.breakSeconds)}`;
  const what = `${marker.streamName} · ${marker.text} at ${marker.atSeconds.toFixed(2)} s${length}`;
  return line(marker.atMillis, span(what), span(` · by ${marker.sources.join(' and ')}`));
}

function drawLine({ atMillis, text, isWarning }: LogLine): HTMLLIElement {
  return line(atMillis, span(text, isWarning ? 'warn' : ''));
}

export function line(atMillis: number, ...parts: HTMLElement[]): HTMLLIElement {
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.textContent = timeText(atMillis);
  item.append(time, ...parts);
  return item;
}

export function span(text: string, className = ''): HTMLSpanElement {
  const made = document.createElement('span');
  made.textContent = text;
  made.className = className;
  return made;
}
