/** One server-sent event. */
export interface RawEvent {
  readonly type: string;
  readonly data: string;
}

/** More without an empty line is no event of ours: the connection is given up. */
const EVENT_CHARACTERS_MAX = 8_000_000;

/**
 * Reads `text/event-stream` as it arrives, in pieces of any size. Comments, ids and retry times mean
 * nothing here: after a reconnect the server tells everything anew.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class EventStreamReader {
  private rest = '';
  private type = '';
  private data: string[] = [];
  private characterCount = 0;
  private endedWithReturn = false;
  private isFirst = true;

  /** The events that are whole with this piece. */
  read(piece: string): RawEvent[] {
    const events: RawEvent[] = [];
    let text = this.rest + this.startOf(piece);
    for (let end = lineEnd(text); end !== undefined; end = lineEnd(text)) {
      if (text[end] === '\r' && end === text.length - 1) this.endedWithReturn = true;
      this.line(text.slice(0, end), events);
      text = text.slice(text.startsWith('\r\n', end) ? end + 2 : end + 1);
    }
    this.rest = text;
    if (this.characterCount + text.length > EVENT_CHARACTERS_MAX) {
      throw new Error(`an event of more than ${EVENT_CHARACTERS_MAX} characters`);
    }
    return events;
  }

  /** Without a byte order mark, and without the second half of a line end. */
  private startOf(piece: string): string {
    if (piece === '') return piece;
    let start = piece;
    if (this.isFirst && start.startsWith('\uFEFF')) start = start.slice(1);
    if (this.endedWithReturn && start.startsWith('\n')) start = start.slice(1);
    this.isFirst = false;
    this.endedWithReturn = false;
    return start;
  }

  private line(line: string, events: RawEvent[]): void {
    if (line === '') {
      if (this.data.length > 0) {
        events.push({ type: this.type === '' ? 'message' : this.type, data: this.data.join('\n') });
      }
      this.type = '';
      this.data = [];
      this.characterCount = 0;
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    this.characterCount += line.length;
    if (field === 'event') this.type = value;
    if (field === 'data') this.data.push(value);
  }
}

function lineEnd(text: string): number | undefined {
  const found = text.search(/[\r\n]/);
  return found < 0 ? undefined : found;
}
