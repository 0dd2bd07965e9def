import { MalformedMediaError } from '../media/mediaError';
import { decodeXmlText, readXml, type XmlElement } from '../smooth/xml';

/** Text to be shown, in seconds of the document's own time. */
export interface Cue {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
}

/** More than any real document has. */
const CUE_COUNT_MAX = 10_000;
const TICK_RATE_DEFAULT = 1;
const FRAME_RATE_DEFAULT = 30;

interface Clock {
  readonly frameRate: number;
  readonly tickRate: number;
}

interface Span {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/**
 * The captions of a TTML document: its paragraphs, with the times of all that they stand in. Places
 * and colours are left to the browser.
 *
 * @param durationSeconds until when a paragraph without an end is shown
 * @throws MediaError when it is not TTML
 * @see "W3C TTML1, 10.3 and 10.4"
 */
export function readTtml(bytes: Uint8Array, durationSeconds: number): Cue[] {
  const root = readXml(decodeXmlText(bytes));
  if (localName(root) !== 'tt') {
    throw new MalformedMediaError('TTML', `root is <${root.name.slice(0, 40)}>, not <tt>`);
  }
  const clock = {
    frameRate: numberOf(attribute(root, 'frameRate')) ?? FRAME_RATE_DEFAULT,
    tickRate: numberOf(attribute(root, 'tickRate')) ?? TICK_RATE_DEFAULT,
  };
  const cues: Cue[] = [];
  const body = root.children.find((child) => localName(child) === 'body');
  const whole = { startSeconds: 0, endSeconds: durationSeconds };
  if (body !== undefined) collect(body, whole, clock, cues);
  return cues;
}

function collect(element: XmlElement, outer: Span, clock: Clock, cues: Cue[]): void {
  const span = spanOf(element, outer, clock);
  if (localName(element) !== 'p') {
    for (const child of element.children) collect(child, span, clock, cues);
    return;
  }
  const text = textOf(element)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .join('\n')
    .trim();
  if (text === '' || span.endSeconds <= span.startSeconds) return;
  if (cues.length === CUE_COUNT_MAX) {
    throw new MalformedMediaError('TTML', `more than ${CUE_COUNT_MAX} paragraphs`);
  }
  cues.push({ ...span, text });
}

/** Times of a child count from the begin of what it stands in, and end with it. */
function spanOf(element: XmlElement, outer: Span, clock: Clock): Span {
  const begin = timeOf(attribute(element, 'begin'), clock) ?? 0;
  const end = timeOf(attribute(element, 'end'), clock);
  const duration = timeOf(attribute(element, 'dur'), clock);
  const startSeconds = outer.startSeconds + begin;
  const ends = [outer.endSeconds];
  if (end !== undefined) ends.push(outer.startSeconds + end);
  if (duration !== undefined) ends.push(startSeconds + duration);
  return { startSeconds, endSeconds: Math.min(...ends) };
}

/** `hh:mm:ss.fraction`, `hh:mm:ss:frames`, or a number with h, m, s, ms, f or t behind it. */
function timeOf(text: string | undefined, { frameRate, tickRate }: Clock): number | undefined {
  if (text === undefined) return undefined;
  const clock = /^(\d{2,}):(\d\d):(\d\d)(?:(\.\d+)|:(\d{2,}))?$/.exec(text.trim());
  if (clock !== null) {
    const [, hours, minutes, seconds, fraction, frames] = clock;
    return (
      Number(hours) * 3600 +
      Number(minutes) * 60 +
      Number(seconds) +
      Number(fraction ?? 0) +
      Number(frames ?? 0) / frameRate
    );
  }
  const offset = /^(\d+(?:\.\d+)?)(h|ms|m|s|f|t)$/.exec(text.trim());
  if (offset === null) {
    throw new MalformedMediaError('TTML', `"${text.slice(0, 40)}" is no time (TTML1, 10.3.1)`);
  }
  const units = { h: 3600, m: 60, s: 1, ms: 0.001, f: 1 / frameRate, t: 1 / tickRate };
  return Number(offset[1]) * units[offset[2] as keyof typeof units];
}

function textOf(element: XmlElement): string {
  return element.content
    .map((part) => {
      if (typeof part === 'string') return part.replace(/\s+/g, ' ');
      return localName(part) === 'br' ? '\n' : textOf(part);
    })
    .join('');
}

function attribute(element: XmlElement, name: string): string | undefined {
  for (const [key, value] of element.attributes) {
    if (key === name || key.endsWith(`:${name}`)) return value;
  }
  return undefined;
}

function localName(element: XmlElement): string {
  return element.name.slice(element.name.indexOf(':') + 1);
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
