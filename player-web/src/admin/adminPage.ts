import type { ServerEvent, Settings } from './api';
import { ManagementClient, RefusedError } from './client';
import { alarmLabel, type Command } from './figures';
import { Feed, type LinkState } from './feed';
import { Store, type PointRecord } from './store';
import { confirm, PointEditor, SignInDialog, type Login } from './ui/dialogs';
import { Detail } from './ui/detail';
import { Overview } from './ui/overview';
import { element, setText } from '../ui/elements';
import { timeText } from '../ui/format';

/** A change of settings is told at once for many points: they are read once. */
const LIST_MILLIS = 100;
const COUNTDOWN_MILLIS = 1000;

/** Draws what the store knows and carries out what the operator asks for. */
export class AdminPage {
  private readonly client = new ManagementClient();
  private readonly store = new Store();
  private readonly feed: Feed;
  private readonly signIn = new SignInDialog((login) => this.login(login));
  private readonly editor = new PointEditor();
  private readonly overview: Overview;
  private readonly detail = new Detail();
  private readonly busy = new Set<string>();
  private link: LinkState = { name: 'connecting' };
  private lastEventMillis: number | undefined;
  private isListed = false;
  private listTimer = 0;
  private drawing = 0;
  private selected = decodeURIComponent(location.hash.slice(1));

  constructor() {
    this.overview = new Overview(element('points', HTMLElement), {
      select: (path) => this.select(path),
      command: (path, command) => void this.command(path, command),
    });
    this.feed = new Feed(this.client, {
      opened: () => {
        this.store.beginAnew();
        this.listSoon();
      },
      event: (event) => this.take(event),
      changed: (state) => this.linkChanged(state),
    });
    this.listen();
    setInterval(() => this.drawLink(), COUNTDOWN_MILLIS);
    this.feed.connect();
  }

  /** What tests may ask. */
  get points(): ReadonlyMap<string, PointRecord> {
    return this.store.points;
  }

  private listen(): void {
    const on = (id: string, act: () => void) => element(id, HTMLElement).addEventListener('click', act);
    on('theme', () => this.toggleTheme());
    on('create', () => this.editor.create((path, settings) => this.create(path, settings)));
    on('lost-retry', () => this.feed.connect());
    on('refused-close', () => (element('refused', HTMLElement).hidden = true));
    on('settings', () => this.edit());
    on('delete', () => void this.remove());
    on('sign-out', () => {
      this.client.signOut();
      this.feed.connect();
    });
    addEventListener('hashchange', () => this.select(decodeURIComponent(location.hash.slice(1))));
    document.addEventListener('keydown', (event) => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (event.key.toLowerCase() === 't' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
        this.toggleTheme();
      }
    });
  }

  // ---- what comes

  private take(event: ServerEvent): void {
    this.lastEventMillis = Date.now();
    if (this.store.take(event)) this.listSoon();
    if (event.type === 'alarm' && event.data.alarm.raised) {
      const { kind, subject, message } = event.data.alarm;
      setText(element('announcer', HTMLElement), `${alarmLabel(kind)} on ${event.data.point}: ${subject}, ${message}`);
    }
    this.drawSoon();
  }

  private linkChanged(state: LinkState): void {
    this.link = state;
    if (state.name === 'signIn') this.signIn.open(state.why);
    this.drawLink();
  }

  private login(login: Login): void {
    if (login.how === 'token') this.client.signInWithToken(login.token);
    else this.client.signInWithPassword(login.user, login.password);
    this.feed.connect();
  }

  private listSoon(): void {
    clearTimeout(this.listTimer);
    this.listTimer = window.setTimeout(() => void this.list(), LIST_MILLIS);
  }

  private async list(): Promise<void> {
    try {
      this.store.list((await this.client.points()).entries);
      this.isListed = true;
      this.drawSoon();
    } catch (error) {
      // A broken connection is shown by the feed, which then asks for all this again.
      if (error instanceof RefusedError) this.refuse('The points could not be read', error);
    }
  }

  // ---- what the operator does

  private select(path: string): void {
    if (path === this.selected) return;
    this.selected = path;
    history.replaceState(null, '', `#${encodeURIComponent(path)}`);
    this.drawSoon();
  }

  private async command(path: string, command: Command): Promise<void> {
    const { label, question, target } = command;
    if (question !== undefined && !(await confirm(`${label} ${path}?`, question, label))) return;
    await this.carryOut(path, `${label} ${path}`, () => this.client.command(path, target));
  }

  private async create(path: string, settings: Settings): Promise<void> {
    await this.client.create(path, settings);
    this.select(path);
    this.listSoon();
  }

  private edit(): void {
    const point = this.store.points.get(this.selected);
    if (point?.settings === undefined) return;
    this.editor.edit(point.path, point.settings.settings, async (path, settings) => {
      await this.client.configure(path, settings);
      this.listSoon();
    });
  }

  private async remove(): Promise<void> {
    const path = this.selected;
    const question = 'The point is shut down and removed, with its file. Archives stay.';
    if (!(await confirm(`Delete ${path}?`, question, 'Delete'))) return;
    await this.carryOut(path, `Delete ${path}`, () => this.client.remove(path));
  }

  private async carryOut(path: string, what: string, act: () => Promise<void>): Promise<void> {
    this.busy.add(path);
    element('refused', HTMLElement).hidden = true;
    this.drawSoon();
    try {
      await act();
    } catch (error) {
      this.refuse(`${what} was not carried out`, error);
    } finally {
      this.busy.delete(path);
      this.drawSoon();
    }
  }

  private refuse(what: string, error: unknown): void {
    if (error instanceof RefusedError && error.asksForLogin) {
      this.signIn.open(error.message);
      return;
    }
    const code = error instanceof RefusedError ? (error.code ?? `status ${error.status}`) : 'no answer';
    const why = error instanceof RefusedError ? error.message : 'The server does not answer. Is it running?';
    setText(element('refused-message', HTMLElement), `${what} (${code}).`);
    setText(element('refused-advice', HTMLElement), why);
    element('refused', HTMLElement).hidden = false;
  }

  private toggleTheme(): void {
    const root = document.documentElement;
    const next = root.dataset['theme'] === 'light' ? 'dark' : 'light';
    root.dataset['theme'] = next;
    localStorage.setItem('smoothlab-theme', next);
    this.detail.redraw();
  }

  // ---- what is seen

  /** Several events come at once: they are drawn together. */
  private drawSoon(): void {
    if (this.drawing === 0) {
      this.drawing = requestAnimationFrame(() => {
        this.drawing = 0;
        this.draw();
      });
    }
  }

  private draw(): void {
    const points = [...this.store.points.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    if (!this.store.points.has(this.selected) && this.isListed) this.selected = points[0]?.path ?? '';
    this.overview.draw(points, this.selected, this.busy);
    this.detail.draw(this.store.points.get(this.selected));
    const alarmCount = points.reduce((sum, point) => sum + point.alarms.size, 0);
    setText(element('overview-count', HTMLElement), points.length === 0 ? '' : String(points.length));
    document.title = `${alarmCount > 0 ? `(${alarmCount}) ` : ''}Smoothlab publishing points`;
    const empty = element('empty', HTMLElement);
    empty.hidden = points.length > 0;
    setText(
      empty,
      this.isListed
        ? 'This origin has no publishing points. Make one with “New point”, or put an .isml file into its folder.'
        : 'Reading the publishing points …',
    );
    this.drawLink();
  }

  private drawLink(): void {
    const { link } = this;
    element('link-state', HTMLElement).dataset['state'] = link.name;
    const words = { connecting: 'connecting', live: 'live', lost: 'disconnected', signIn: 'signed out' };
    setText(element('link-text', HTMLElement), words[link.name]);
    document.body.classList.toggle('is-stale', link.name !== 'live');
    element('sign-out', HTMLButtonElement).hidden = !this.client.isSignedIn;
    element('lost', HTMLElement).hidden = link.name !== 'lost';
    if (link.name !== 'lost') return;
    const from = this.lastEventMillis === undefined ? '' : ` Figures are from ${timeText(this.lastEventMillis)}.`;
    const seconds = Math.max(0, Math.ceil((link.retryAtMillis - Date.now()) / 1000));
    setText(element('lost-message', HTMLElement), `No connection to the origin: ${link.why}.${from}`);
    setText(element('lost-advice', HTMLElement), `Check that it runs. The page tries again in ${seconds} s.`);
  }
}
