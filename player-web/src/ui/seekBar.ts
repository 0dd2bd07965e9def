import type { Session } from '../session/session';
import { bufferedEnd, rangesOf } from '../engine/ranges';
import { element, setText } from './elements';
import { clockText } from './format';

/** Behind the edge by no more than this many seconds counts as live. */
const AT_EDGE_SECONDS = 15;

/** Seek bar over the DVR window, clock and Live button. */
export class SeekBar {
  private readonly bar = element('seek', HTMLInputElement);
  private readonly clock = element('clock', HTMLElement);
  private readonly live = element('live', HTMLButtonElement);
  private isDragged = false;

  constructor(private readonly session: Session) {
    this.bar.addEventListener('input', () => {
      this.isDragged = true;
      this.drawClock(Number(this.bar.value));
    });
    this.bar.addEventListener('change', () => {
      this.isDragged = false;
      session.seekTo(Number(this.bar.value));
    });
    this.live.addEventListener('click', () => session.goLive());
  }

  draw(): void {
    const range = this.session.seekable;
    const { video } = this.session;
    const { isLive } = this.session.status;
    this.live.disabled = !isLive;
    this.bar.disabled = range === undefined;
    if (range === undefined) {
      setText(this.clock, '–:––');
      this.live.dataset['atEdge'] = 'false';
      return;
    }
    const seconds = video.currentTime;
    this.live.dataset['atEdge'] = String(isLive && range.endSeconds - seconds < AT_EDGE_SECONDS);
    if (this.isDragged) return;
    this.bar.min = String(range.startSeconds);
    this.bar.max = String(range.endSeconds);
    this.bar.value = String(seconds);
    const spanSeconds = Math.max(range.endSeconds - range.startSeconds, 0.001);
    const share = (at: number) =>
      `${Math.min(100, Math.max(0, (100 * (at - range.startSeconds)) / spanSeconds)).toFixed(2)}%`;
    this.bar.style.setProperty('--done', share(seconds));
    this.bar.style.setProperty('--ready', share(bufferedEnd(rangesOf(video.buffered), seconds)));
    this.drawClock(seconds);
  }

  private drawClock(seconds: number): void {
    const range = this.session.seekable;
    if (range === undefined) return;
    const isLive = this.session.status.isLive;
    const text = isLive ? clockText(seconds - range.endSeconds) : clockText(seconds);
    setText(this.clock, text);
    this.bar.setAttribute(
      'aria-valuetext',
      isLive ? `${Math.round(range.endSeconds - seconds)} seconds behind the live edge` : text,
    );
  }
}
