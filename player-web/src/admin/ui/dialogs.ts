import type { Settings } from '../api';
import { formOf, mistake, NEW_POINT, settingsWith, type PointForm } from '../pointForm';
import { element, setText } from '../../ui/elements';

/** What an operator signs in with. */
export type Login =
  | { readonly how: 'password'; readonly user: string; readonly password: string }
  | { readonly how: 'token'; readonly token: string };

/** Asks before something that cannot be undone. Resolves to whether it was confirmed. */
export function confirm(title: string, question: string, verb: string): Promise<boolean> {
  const dialog = element('confirm', HTMLDialogElement);
  setText(element('confirm-title', HTMLElement), title);
  setText(element('confirm-question', HTMLElement), question);
  setText(element('confirm-yes', HTMLButtonElement), verb);
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

/** The form that asks who one is; stays until a login is given. */
export class SignInDialog {
  private readonly dialog = element('sign-in', HTMLDialogElement);
  private readonly form = element('sign-in-form', HTMLFormElement);

  constructor(private readonly onLogin: (login: Login) => void) {
    this.form.addEventListener('change', () => this.drawWay());
    this.dialog.addEventListener('cancel', (event) => event.preventDefault());
    this.form.addEventListener('submit', () => {
      const login = this.login();
      // What was typed stays nowhere but in the header of later requests.
      this.form.reset();
      this.drawWay();
      this.onLogin(login);
    });
  }

  open(why: string): void {
    setText(element('sign-in-why', HTMLElement), why);
    if (!this.dialog.open) this.dialog.showModal();
  }

  private login(): Login {
    const given = new FormData(this.form);
    const text = (name: string) => String(given.get(name) ?? '');
    return text('how') === 'token'
      ? { how: 'token', token: text('token').trim() }
      : { how: 'password', user: text('user'), password: text('password') };
  }

  private drawWay(): void {
    const byToken = new FormData(this.form).get('how') === 'token';
    element('by-token', HTMLElement).hidden = !byToken;
    element('by-password', HTMLElement).hidden = byToken;
  }
}

/** Makes a point, or changes the settings of one. */
export class PointEditor {
  private readonly dialog = element('editor', HTMLDialogElement);
  private readonly form = element('editor-form', HTMLFormElement);
  private readonly wrong = element('editor-wrong', HTMLElement);
  private readonly saveButton = element('editor-save', HTMLButtonElement);
  private before: Settings = {};
  private save: (path: string, settings: Settings) => Promise<void> = () => Promise.resolve();

  constructor() {
    element('editor-cancel', HTMLButtonElement).addEventListener('click', () => this.dialog.close());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.submit();
    });
  }

  create(save: (path: string, settings: Settings) => Promise<void>): void {
    this.open('New publishing point', 'Create', '', NEW_POINT);
    this.field('path').readOnly = false;
    this.before = {};
    this.save = save;
    setText(
      element('editor-hint', HTMLElement),
      'The point is Idle then: it starts when you say so, or on its first request.',
    );
  }

  edit(path: string, settings: Settings, save: (path: string, settings: Settings) => Promise<void>): void {
    this.open('Settings', 'Save', path, formOf(settings));
    this.field('path').readOnly = true;
    this.before = settings;
    this.save = save;
    setText(
      element('editor-hint', HTMLElement),
      'All other settings stay as they are; the management API and the file of the point have them.',
    );
  }

  private open(title: string, verb: string, path: string, form: PointForm): void {
    setText(element('editor-title', HTMLElement), title);
    setText(this.saveButton, verb);
    this.say('');
    this.field('path').value = path;
    this.field('title').value = form.title;
    this.field('lookAhead').value = String(form.lookAhead);
    this.field('window').value = String(form.windowSeconds);
    for (const name of ['clients', 'servers', 'archive', 'hls', 'autoStart', 'autoRestart'] as const) {
      this.field(name).checked = form[name];
    }
    this.dialog.showModal();
  }

  private async submit(): Promise<void> {
    const path = this.field('path').value.trim();
    const form = this.read();
    const wrong = mistake(path, form);
    if (wrong !== '') return this.say(wrong);
    this.saveButton.disabled = true;
    try {
      await this.save(path, settingsWith(form, this.before));
      this.dialog.close();
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    } finally {
      this.saveButton.disabled = false;
    }
  }

  private read(): PointForm {
    const isChecked = (name: string) => this.field(name).checked;
    return {
      title: this.field('title').value.trim(),
      lookAhead: this.field('lookAhead').valueAsNumber,
      windowSeconds: this.field('window').valueAsNumber,
      clients: isChecked('clients'),
      servers: isChecked('servers'),
      archive: isChecked('archive'),
      hls: isChecked('hls'),
      autoStart: isChecked('autoStart'),
      autoRestart: isChecked('autoRestart'),
    };
  }

  private say(wrong: string): void {
    this.wrong.hidden = wrong === '';
    setText(this.wrong, wrong);
  }

  private field(name: string): HTMLInputElement {
    const found = this.form.elements.namedItem(name);
    if (!(found instanceof HTMLInputElement)) throw new Error(`the form has no field ${name}`);
    return found;
  }
}
