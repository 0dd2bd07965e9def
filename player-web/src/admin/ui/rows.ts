/** Elements of a list, one per key, kept in order; what stays is not made anew. */
export class Rows<T, Row extends { readonly root: Element }> {
  private readonly rows = new Map<string, Row>();

  constructor(
    private readonly parent: Element,
    private readonly make: (item: T) => Row,
    private readonly draw: (row: Row, item: T) => void,
    private readonly dispose: (row: Row) => void = () => {},
  ) {}

  show(items: readonly T[], keyOf: (item: T) => string): void {
    const keys = new Set(items.map(keyOf));
    for (const [key, row] of this.rows) {
      if (!keys.has(key)) {
        this.dispose(row);
        row.root.remove();
        this.rows.delete(key);
      }
    }
    let place = this.parent.firstElementChild;
    for (const item of items) {
      const row = this.rowOf(keyOf(item), item);
      this.draw(row, item);
      if (row.root === place) place = place.nextElementSibling;
      else this.parent.insertBefore(row.root, place);
    }
  }

  get all(): Iterable<Row> {
    return this.rows.values();
  }

  private rowOf(key: string, item: T): Row {
    const known = this.rows.get(key);
    if (known !== undefined) return known;
    const made = this.make(item);
    this.rows.set(key, made);
    return made;
  }
}

/** An element with a class and, maybe, what is in it. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...content);
  return made;
}
