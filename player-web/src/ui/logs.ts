import type { Decision } from '../engine/engine';
import type { LogLine } from '../session/session';
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

  show(decisions: readonly Decision[], lines: readonly LogLine[]): void {
    this.decisions.show(decisions);
    this.events.show(lines);
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
