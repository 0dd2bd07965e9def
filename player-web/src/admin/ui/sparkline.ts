import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

const WIDTH_PIXELS = 116;
const HEIGHT_PIXELS = 26;
const WINDOW_SECONDS = 120;

/** A line over the last two minutes, without axes: its figure stands beside it. */
export class Sparkline {
  private plot: uPlot;
  private seconds: readonly number[] = [];
  private values: readonly number[] = [];

  constructor(
    private readonly box: HTMLElement,
    private readonly colour: string,
  ) {
    this.plot = this.makePlot();
  }

  show(seconds: readonly number[], values: readonly number[]): void {
    this.seconds = seconds;
    this.values = values;
    this.plot.setData([[...seconds], [...values]]);
  }

  /** Anew in the colours of the theme. */
  redraw(): void {
    this.plot.destroy();
    this.plot = this.makePlot();
  }

  destroy(): void {
    this.plot.destroy();
  }

  private makePlot(): uPlot {
    const stroke = getComputedStyle(document.documentElement).getPropertyValue(this.colour).trim();
    const options: uPlot.Options = {
      width: WIDTH_PIXELS,
      height: HEIGHT_PIXELS,
      padding: [2, 0, 2, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: (_plot, _min, max) => [max - WINDOW_SECONDS, max] },
        y: { range: (_plot, _min, max) => [0, Number.isFinite(max) && max > 0 ? max * 1.1 : 1] },
      },
      axes: [{ show: false }, { show: false }],
      series: [
        {},
        { stroke, width: 1.5, fill: `color-mix(in srgb, ${stroke} 18%, transparent)`, points: { show: false } },
      ],
    };
    return new uPlot(options, [[...this.seconds], [...this.values]], this.box);
  }
}
