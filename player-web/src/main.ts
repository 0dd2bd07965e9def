import { ENGINE_NAMES } from './engine/engine';
import { makeProbe } from './session/probe';
import { Session } from './session/session';
import { element } from './ui/elements';
import { Page } from './ui/page';
import { offerPoints } from './ui/points';
import { installShortcuts } from './ui/shortcuts';

/** 20 s at 25 fps, the default clip; the page learns another length from the pictures. */
const CLIP_FRAMES = 500;
const FRAMES_PER_SECOND = 25;

start();

function start(): void {
  const asked = new URLSearchParams(location.search);
  applyTheme();
  const video = element('video', HTMLVideoElement);
  video.muted = asked.get('muted') === '1';
  video.autoplay = asked.get('autoplay') === '1';
  const clock = {
    clipFrames: positive(asked.get('clipFrames'), CLIP_FRAMES),
    framesPerSecond: positive(asked.get('fps'), FRAMES_PER_SECOND),
  };
  let page: Page | undefined;
  const session = new Session(video, clock, () => page?.draw());
  window.smoothlab = makeProbe(session);
  page = new Page(session);
  installShortcuts(page, session);
  const engine = ENGINE_NAMES.find((name) => name === asked.get('engine')) ?? 'smoothlab';
  const url = asked.get('url') ?? '';
  const latencySeconds = positive(asked.get('latency'), undefined);
  page.source = { url, engine, delivery: asked.get('format') ?? undefined, latencySeconds };
  if (url !== '') page.load();
  void offer(page, url === '');
}

/** The list of points; with nothing asked for, the first one is put into the field. */
async function offer(page: Page, isFieldFree: boolean): Promise<void> {
  const points = await offerPoints((path) => {
    page.source = { ...page.source, url: path };
    page.load();
  });
  const [first] = points;
  if (isFieldFree && first !== undefined && page.source.url === '') {
    page.source = { ...page.source, url: first.path };
  }
}

function applyTheme(): void {
  const kept = localStorage.getItem('smoothlab-theme');
  const prefersLight = matchMedia('(prefers-color-scheme: light)').matches;
  document.documentElement.dataset['theme'] = kept ?? (prefersLight ? 'light' : 'dark');
}

function positive<T>(text: string | null, fallback: T): number | T {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : fallback;
}
