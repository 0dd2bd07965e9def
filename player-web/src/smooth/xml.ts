import { MalformedMediaError, UnsupportedMediaError } from '../media/mediaError';

/** One element of a document without namespaces. `text` is the character data directly inside it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
  /** Text that is not blank, and elements, in the order of the document. */
  readonly content: readonly (string | XmlElement)[];
}

interface OpenElement {
  name: string;
  attributes: Map<string, string>;
  children: OpenElement[];
  text: string;
  content: (string | OpenElement)[];
}

function addText(element: OpenElement, text: string): void {
  element.text += text;
  if (text.trim() !== '') element.content.push(text);
}

const DEPTH_MAX = 64;
const ELEMENT_COUNT_MAX = 1_000_000;
const ATTRIBUTE_COUNT_MAX = 256;
const NAME = /[A-Za-z_:][-A-Za-z0-9._:]*/y;
const SPACE = /[ \t\r\n]*/y;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * Reads a well-formed document without DTD, in memory and without the browser's parser: the same
 * reader runs in tests and in a worker, and errors say where.
 *
 * @see "[MS-SSTR] 2.2.2: the manifest is well-formed XML 1.0 without a DTD"
 */
export function readXml(text: string): XmlElement {
  return new XmlReader(text).document();
}

/** Decodes UTF-8, or UTF-16 when a byte-order mark says so ([MS-SSTR]'s own examples use it). */
export function decodeXmlText(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

class XmlReader {
  private at = 0;
  private elementCount = 0;

  constructor(private readonly text: string) {}

  document(): XmlElement {
    if (this.text.charCodeAt(0) === 0xfeff) this.at = 1;
    this.skipMisc();
    const root = this.elementTree();
    this.skipMisc();
    if (this.at < this.text.length) this.fail('text after the root element');
    return root;
  }

  /** White space, comments and processing instructions around the root. */
  private skipMisc(): void {
    for (;;) {
      this.skipSpace();
      if (this.looking('<?')) this.skipPast('?>');
      else if (this.looking('<!--')) this.skipPast('-->');
      else if (this.looking('<!')) this.refuseDtd();
      else return;
    }
  }

  private elementTree(): XmlElement {
    const stack: OpenElement[] = [];
    for (;;) {
      const top = stack.at(-1);
      if (top !== undefined && !this.looking('<')) {
        addText(top, this.characters());
      } else if (this.looking('<!--')) {
        this.skipPast('-->');
      } else if (this.looking('<![CDATA[')) {
        const start = this.at + 9;
        this.skipPast(']]>');
        if (top !== undefined) addText(top, this.text.slice(start, this.at - 3));
      } else if (this.looking('<!')) {
        this.refuseDtd();
      } else if (this.looking('<?')) {
        this.skipPast('?>');
      } else if (this.looking('</')) {
        const closed = this.closeTag(stack);
        if (stack.length === 0) return closed;
      } else {
        const { element, isEmpty } = this.openTag();
        top?.children.push(element);
        top?.content.push(element);
        if (isEmpty && top === undefined) return element;
        if (!isEmpty) stack.push(element);
        if (stack.length > DEPTH_MAX) this.fail(`elements nested deeper than ${DEPTH_MAX}`);
      }
    }
  }

  private openTag(): { element: OpenElement; isEmpty: boolean } {
    if (++this.elementCount > ELEMENT_COUNT_MAX) {
      this.fail(`more than ${ELEMENT_COUNT_MAX} elements`);
    }
    this.expect('<');
    const element: OpenElement = { name: this.name(), attributes: new Map(), children: [], text: '', content: [] };
    for (;;) {
      const spaced = this.skipSpace();
      if (this.take('/>')) return { element, isEmpty: true };
      if (this.take('>')) return { element, isEmpty: false };
      if (!spaced) this.fail('expected white space, "/>" or ">"');
      this.attribute(element);
    }
  }

  private attribute(element: OpenElement): void {
    const name = this.name();
    this.skipSpace();
    this.expect('=');
    this.skipSpace();
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== "'") this.fail('expected a quoted attribute value');
    const end = this.text.indexOf(quote, this.at + 1);
    if (end < 0) this.fail('attribute value without an end');
    const raw = this.text.slice(this.at + 1, end);
    if (raw.includes('<')) this.fail(`"<" in the value of ${name}`);
    if (element.attributes.has(name)) this.fail(`attribute ${name} twice`);
    if (element.attributes.size >= ATTRIBUTE_COUNT_MAX) this.fail('too many attributes');
    element.attributes.set(name, this.resolve(raw.replace(/[\t\r\n]/g, ' ')));
    this.at = end + 1;
  }

  private closeTag(stack: OpenElement[]): OpenElement {
    this.expect('</');
    const name = this.name();
    this.skipSpace();
    this.expect('>');
    const top = stack.pop();
    if (top === undefined || top.name !== name) {
      return this.fail(`</${name}> closes ${top === undefined ? 'nothing' : `<${top.name}>`}`);
    }
    return top;
  }

  private characters(): string {
    const next = this.text.indexOf('<', this.at);
    if (next < 0) this.fail('the document ends inside an element');
    const raw = this.text.slice(this.at, next);
    this.at = next;
    return this.resolve(raw);
  }

  private resolve(raw: string): string {
    if (!raw.includes('&')) return raw;
    return raw.replace(/&([^;&]{0,12})(;?)/g, (_all, entity: string, end: string) => {
      if (end === '') this.fail('"&" without an entity');
      const named = ENTITIES.get(entity);
      if (named !== undefined) return named;
      const code = /^#x([0-9a-fA-F]+)$/.exec(entity)?.[1];
      const decimal = /^#([0-9]+)$/.exec(entity)?.[1];
      const point = code !== undefined ? Number.parseInt(code, 16) : Number(decimal ?? Number.NaN);
      if (!(point >= 0 && point <= 0x10ffff)) this.fail(`unknown entity &${entity};`);
      return String.fromCodePoint(point);
    });
  }

  private name(): string {
    NAME.lastIndex = this.at;
    const name = NAME.exec(this.text)?.[0];
    if (name === undefined) return this.fail('expected a name');
    this.at += name.length;
    return name;
  }

  private skipSpace(): boolean {
    SPACE.lastIndex = this.at;
    const spaces = SPACE.exec(this.text)?.[0].length ?? 0;
    this.at += spaces;
    return spaces > 0;
  }

  private looking(expected: string): boolean {
    return this.text.startsWith(expected, this.at);
  }

  private take(expected: string): boolean {
    if (!this.looking(expected)) return false;
    this.at += expected.length;
    return true;
  }

  private expect(expected: string): void {
    if (!this.take(expected)) this.fail(`expected "${expected}"`);
  }

  private skipPast(end: string): void {
    const found = this.text.indexOf(end, this.at);
    if (found < 0) this.fail(`no "${end}"`);
    this.at = found + end.length;
  }

  private refuseDtd(): never {
    throw new UnsupportedMediaError(this.where(), 'a document type definition ([MS-SSTR] 2.2.2)');
  }

  private fail(fault: string): never {
    throw new MalformedMediaError(this.where(), fault);
  }

  private where(): string {
    const line = this.text.slice(0, this.at).split('\n').length;
    return `Manifest line ${line} @+${this.at}`;
  }
}
