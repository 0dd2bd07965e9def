import type { Block, Chart, Lane } from '../figures';
import { element, setText } from '../../ui/elements';
import { clockText } from '../../ui/format';
import { make, Rows } from './rows';

const SVG = 'http://www.w3.org/2000/svg';
/** Of the drawing's own units, in which a lane is this wide. */
const WIDTH = 1000;
const HEIGHT = 14;
/** Between neighbours, so that they can be told apart. */
const SEAM = 2;

interface BlockShape {
  readonly root: SVGRectElement;
}

interface LaneRow {
  readonly root: HTMLElement;
  readonly label: HTMLElement;
  readonly blocks: Rows<Block, BlockShape>;
  readonly edge: SVGLineElement;
}

/** The last fragments of each track as boxes on one axis of media time; holes stay empty. */
export class FragmentLanes {
  private chart: Chart = { fromSeconds: 0, toSeconds: 1, publishedSeconds: undefined, lanes: [] };
  private readonly from = element('axis-from', HTMLElement);
  private readonly to = element('axis-to', HTMLElement);
  private readonly lanes: Rows<Lane, LaneRow>;

  constructor(parent: Element) {
    this.lanes = new Rows(parent, () => this.makeLane(), (row, lane) => this.drawLane(row, lane));
  }

  draw(chart: Chart): void {
    this.chart = chart;
    this.lanes.show(chart.lanes, (lane) => lane.key);
    setText(this.from, clockText(Math.max(0, chart.fromSeconds)));
    setText(this.to, clockText(chart.toSeconds));
  }

  private makeLane(): LaneRow {
    const label = make('span', 'lane-label');
    const drawing = document.createElementNS(SVG, 'svg');
    drawing.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    drawing.setAttribute('preserveAspectRatio', 'none');
    drawing.setAttribute('role', 'img');
    const boxes = document.createElementNS(SVG, 'g');
    const edge = document.createElementNS(SVG, 'line');
    edge.setAttribute('y1', '0');
    edge.setAttribute('y2', String(HEIGHT));
    edge.setAttribute('class', 'edge');
    drawing.append(boxes, edge);
    const blocks = new Rows<Block, BlockShape>(boxes, makeBlock, (shape, block) => this.drawBlock(shape, block));
    const root = make('div', 'lane', label);
    root.append(drawing);
    return { root, label, blocks, edge };
  }

  private drawLane(row: LaneRow, lane: Lane): void {
    setText(row.label, lane.label);
    const shown = lane.blocks.filter((block) => block.toSeconds > this.chart.fromSeconds);
    row.blocks.show(shown, (block) => String(block.fromSeconds));
    row.edge.parentElement?.setAttribute('aria-label', laneText(lane));
    const { publishedSeconds } = this.chart;
    row.edge.style.display = publishedSeconds === undefined ? 'none' : '';
    if (publishedSeconds !== undefined) {
      const x = String(this.x(publishedSeconds));
      row.edge.setAttribute('x1', x);
      row.edge.setAttribute('x2', x);
    }
  }

  private drawBlock({ root }: BlockShape, block: Block): void {
    const from = Math.max(0, this.x(block.fromSeconds));
    root.setAttribute('x', from.toFixed(1));
    root.setAttribute('width', Math.max(1, this.x(block.toSeconds) - from - SEAM).toFixed(1));
    root.setAttribute('class', block.isPublished ? 'published' : 'held');
  }

  private x(seconds: number): number {
    const { fromSeconds, toSeconds } = this.chart;
    return ((seconds - fromSeconds) / (toSeconds - fromSeconds)) * WIDTH;
  }
}

function makeBlock(): BlockShape {
  const root = document.createElementNS(SVG, 'rect');
  root.setAttribute('y', '1');
  root.setAttribute('height', String(HEIGHT - 2));
  root.setAttribute('rx', '2');
  return { root };
}

function laneText({ label, blocks }: Lane): string {
  const last = blocks.at(-1);
  if (last === undefined) return `${label}: no fragment yet`;
  const held = blocks.filter((block) => !block.isPublished).length;
  return `${label}: ${blocks.length} fragments up to ${clockText(last.toSeconds)}, ${held} not published yet`;
}
