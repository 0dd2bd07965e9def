import type { Session } from '../session/session';
import { element } from './elements';
import type { Page } from './page';

/** Keys that work anywhere but in a text field; the list is in the page's help. */
export function installShortcuts(page: Page, session: Session): void {
  const help = element('help', HTMLDialogElement);
  element('keys', HTMLButtonElement).addEventListener('click', () => help.showModal());
  element('theme', HTMLButtonElement).addEventListener('click', () => page.toggleTheme());
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || takesKeys(event)) return;
    const act = actionFor(event.key, page, session, help);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

function actionFor(
  key: string,
  page: Page,
  session: Session,
  help: HTMLDialogElement,
): (() => void) | undefined {
  const seekBy = (seconds: number) => () => session.seekTo(session.video.currentTime + seconds);
  if (/^[0-9]$/.test(key)) return () => session.selectLevel(Number(key));
  const actions: Record<string, () => void> = {
    ' ': () => page.togglePlay(),
    k: () => page.togglePlay(),
    ArrowLeft: seekBy(-5),
    ArrowRight: seekBy(5),
    j: seekBy(-20),
    l: () => session.goLive(),
    a: () => session.selectLevel('auto'),
    m: () => page.toggleMute(),
    f: () => page.toggleFullScreen(),
    t: () => page.toggleTheme(),
    '?': () => help.showModal(),
  };
  return actions[key.length === 1 ? key.toLowerCase() : key];
}

/** A control that uses the key itself keeps it. */
function takesKeys(event: KeyboardEvent): boolean {
  const { target } = event;
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLInputElement) {
    return target.type === 'text' || event.key.startsWith('Arrow') || event.key === ' ';
  }
  return target instanceof HTMLButtonElement && event.key === ' ';
}
