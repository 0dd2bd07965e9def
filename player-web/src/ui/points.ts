import { element } from './elements';

interface Point {
  readonly path: string;
  readonly title: string;
  readonly state: string;
}

/** Offers what the origin publishes; an origin without the list is fine. */
export async function offerPoints(choose: (path: string) => void): Promise<Point[]> {
  const points = await fetchPoints();
  element('points', HTMLDataListElement).replaceChildren(
    ...points.map((point) => new Option(point.title || point.path, point.path)),
  );
  element('chips', HTMLDivElement).replaceChildren(
    ...points.map((point) => {
      const chip = document.createElement('button');
      chip.type = 'button';
      chip.textContent = point.title || point.path;
      chip.title = `${point.path} is ${point.state}`;
      chip.dataset['state'] = point.state;
      chip.addEventListener('click', () => choose(point.path));
      return chip;
    }),
  );
  return points;
}

async function fetchPoints(): Promise<Point[]> {
  try {
    const response = await fetch('/api/points', { cache: 'no-store' });
    return response.ok ? readPoints(await response.json()) : [];
  } catch {
    // No origin behind this page, or not ours: the URL field still works.
    return [];
  }
}

/** What is not a list of points reads as none. */
export function readPoints(json: unknown): Point[] {
  const list = isRecord(json) ? json['points'] : json;
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).flatMap((each) => {
    const { path, title, state } = each;
    if (typeof path !== 'string' || path === '') return [];
    return [{ path, title: textOf(title), state: textOf(state) }];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
