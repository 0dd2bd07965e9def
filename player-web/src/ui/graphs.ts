import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { element, setText } from './elements';

/** One moment of the graphs; what is not known leaves a hole. */
export interface GraphPoint {
  readonly bufferSeconds: number | undefined;
  readonly shownBps: number | undefined;
  readonly throughputBps: number | undefined;
  readonly latencySeconds: number | undefined;
}

const WINDOW_SECONDS = 120;
const HEIGHT_PIXELS = 132;
/** Where the time axis is labelled, before now. */
const TICKS_SECONDS = [90, 60, 30];

interface GraphKind {
  readonly id: string;
  readonly colour: string;
  readonly stepped: boolean;
  readonly digits: number;
  readonly unit: string;
  value(point: GraphPoint): number | undefined;
}

const KINDS: readonly GraphKind[] = [
  { id: 'buffer', colour: '--accent', stepped: false, digits: 1, unit: 's', value: (p) => p.bufferSeconds },
  { id: 'bitrate', colour: '--second', stepped: true, digits: 2, unit: 'Mb/s', value: (p) => mega(p.shownBps) },
  { id: 'throughput', colour: '--warn', stepped: true, digits: 1, unit: 'Mb/s', value: (p) => mega(p.throughputBps) },
  { id: 'latency', colour: '--bad', stepped: false, digits: 1, unit: 's', value: (p) => p.latencySeconds },
];

/** Four small plots over the last two minutes. */
export class Graphs {
  private times: number[] = [];
  private values: (number | null)[][] = KINDS.map(() => []);
  private plots: uPlot[] = [];
  private readonly now = KINDS.map((kind) => element(`g-${kind.id}-now`, HTMLElement));
  private readonly boxes = KINDS.map((kind) => element(`g-${kind.id}`, HTMLDivElement));

  constructor() {
    this.redraw();
    const observer = new ResizeObserver(() => this.resize());
    for (const box of this.boxes) observer.observe(box);
  }

  clear(): void {
    this.times = [];
    this.values = KINDS.map(() => []);
  }

  add(nowMillis: number, point: GraphPoint): void {
    const seconds = nowMillis / 1000;
    this.times.push(seconds);
    const keepFrom = this.times.findIndex((time) => time >= seconds - WINDOW_SECONDS);
    this.times.splice(0, keepFrom);
    KINDS.forEach((kind, index) => {
      const value = kind.value(point);
      const values = this.values[index] ?? [];
      values.push(value ?? null);
      values.splice(0, keepFrom);
      const text = value === undefined ? '–' : `${value.toFixed(kind.digits)} ${kind.unit}`;
      setText(this.now[index] as HTMLElement, text);
      this.plots[index]?.setData([this.times, values]);
    });
  }

  /** Anew in the colours of the theme. */
  redraw(): void {
    for (const plot of this.plots) plot.destroy();
    const style = getComputedStyle(document.documentElement);
    this.plots = KINDS.map((kind, index) => this.makePlot(kind, index, style));
  }

  private makePlot(kind: GraphKind, index: number, style: CSSStyleDeclaration): uPlot {
    const colour = style.getPropertyValue(kind.colour).trim();
    const box = this.boxes[index] as HTMLDivElement;
    const paths = kind.stepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
    const options: uPlot.Options = {
      width: Math.max(box.clientWidth, 120),
      height: box.clientHeight || HEIGHT_PIXELS,
      padding: [6, 8, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: (_plot, _min, max) => [max - WINDOW_SECONDS, max] },
        y: { range: (_plot, _min, max) => [0, Number.isFinite(max) && max > 0 ? max * 1.2 : 1] },
      },
      axes: axesOf(style),
      series: [
        {},
        {
          stroke: colour,
          width: 2,
          fill: `color-mix(in srgb, ${colour} 16%, transparent)`,
          points: { show: false },
          ...(paths === undefined ? {} : { paths }),
        },
      ],
    };
    return new uPlot(options, [this.times, this.values[index] ?? []], box);
  }

  private resize(): void {
    this.plots.forEach((plot, index) => {
      const { clientWidth, clientHeight } = this.boxes[index] as HTMLDivElement;
      if (clientWidth > 0) plot.setSize({ width: clientWidth, height: clientHeight || HEIGHT_PIXELS });
    });
  }
}

function axesOf(style: CSSStyleDeclaration): uPlot.Axis[] {
  const axis = {
    stroke: style.getPropertyValue('--soft').trim(),
    font: '11px system-ui, sans-serif',
    grid: { stroke: style.getPropertyValue('--line').trim(), width: 1 },
    ticks: { show: false },
  };
  const time: uPlot.Axis = {
    ...axis,
    size: 22,
    splits: (_plot, _axis, _min, max) => TICKS_SECONDS.map((ago) => max - ago),
    values: (plot, ticks) => {
      const newest = plot.scales['x']?.max ?? 0;
      return ticks.map((tick) => `${Math.round(tick - newest)} s`);
    },
  };
  return [time, { ...axis, size: 38, space: 30 }];
}

function mega(bitsPerSecond: number | undefined): number | undefined {
  return bitsPerSecond === undefined ? undefined : bitsPerSecond / 1_000_000;
}
