import { ROLES, type StateValue } from '../api';
import { COMMANDS, commandsIn, ROLE_LABELS, ROLE_STATE_WORDS, totals, type Command } from '../figures';
import { meanDemand, type PointRecord } from '../store';
import { setText } from '../../ui/elements';
import { bitrateText, secondsText } from '../../ui/format';
import { make, Rows } from './rows';

export interface OverviewActions {
  select(path: string): void;
  command(path: string, command: Command): void;
}

interface PointRow {
  readonly root: HTMLTableRowElement;
  readonly name: HTMLButtonElement;
  readonly path: HTMLElement;
  readonly state: HTMLElement;
  readonly roles: readonly HTMLElement[];
  readonly incoming: HTMLElement;
  readonly wait: HTMLElement;
  readonly lag: HTMLElement;
  readonly requests: HTMLElement;
  readonly viewers: HTMLElement;
  readonly alarms: HTMLElement;
  readonly commands: readonly HTMLButtonElement[];
}

/** One row per point. Figures are written into the cells that are there. */
export class Overview {
  private readonly rows: Rows<PointRecord, PointRow>;
  private selected = '';
  private busy: ReadonlySet<string> = new Set();

  constructor(
    parent: Element,
    private readonly actions: OverviewActions,
  ) {
    this.rows = new Rows(parent, (point) => this.make(point), (row, point) => this.drawRow(row, point));
  }

  /**
   * @param busy paths of the points that a command is on its way to
   */
  draw(points: readonly PointRecord[], selected: string, busy: ReadonlySet<string>): void {
    this.selected = selected;
    this.busy = busy;
    this.rows.show(points, (point) => point.path);
  }

  private make({ path }: PointRecord): PointRow {
    const name = make('button', 'name');
    name.type = 'button';
    const pathText = make('span', 'mono path', path);
    const state = make('span', 'chip');
    const roles = ROLES.map(() => make('span', 'role'));
    const [incoming, wait, lag, requests, viewers, alarms] = Array.from({ length: 6 }, () =>
      make('span', 'figure'),
    ) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement];
    const commands = COMMANDS.map((command) => {
      const button = make('button', 'ghost command', command.label);
      button.type = 'button';
      button.dataset['target'] = command.target;
      button.setAttribute('aria-label', `${command.label} ${path}`);
      button.addEventListener('click', (event) => {
        event.stopPropagation();
        this.actions.command(path, command);
      });
      return button;
    });
    const root = make(
      'tr',
      '',
      make('th', 'point', name, pathText),
      cell('State', '', state),
      cell('Roles', 'roles', ...roles),
      cell('Incoming', 'n', incoming),
      cell('Wait', 'n', wait),
      cell('Look-ahead', 'n', lag),
      cell('Requests', 'n', requests),
      cell('Viewers', 'n', viewers),
      cell('Alarms', 'n', alarms),
      cell('', 'commands', ...commands),
    );
    root.dataset['path'] = path;
    (root.firstElementChild as HTMLTableCellElement).scope = 'row';
    root.addEventListener('click', () => this.actions.select(path));
    return { root, name, path: pathText, state, roles, incoming, wait, lag, requests, viewers, alarms, commands };
  }

  private drawRow(row: PointRow, point: PointRecord): void {
    const isSelected = point.path === this.selected;
    row.root.classList.toggle('is-selected', isSelected);
    row.name.setAttribute('aria-pressed', String(isSelected));
    const title = point.settings?.title ?? '';
    setText(row.name, title === '' ? (point.path.split('/').at(-1) ?? point.path) : title);
    drawState(row.state, point.state?.value);
    ROLES.forEach((role, index) => {
      const value = point.state?.roles?.[role] ?? 'Disabled';
      const chip = row.roles[index] as HTMLElement;
      chip.dataset['state'] = value;
      setText(chip, `${ROLE_LABELS[role]} ${ROLE_STATE_WORDS[value]}`);
    });
    this.drawFigures(row, point);
    const offered = point.state === undefined ? [] : commandsIn(point.state.value);
    COMMANDS.forEach((command, index) => {
      const button = row.commands[index] as HTMLButtonElement;
      button.disabled = !offered.includes(command) || this.busy.has(point.path);
    });
  }

  private drawFigures(row: PointRow, point: PointRecord): void {
    const sums = point.statistics === undefined ? undefined : totals(point.statistics);
    const demand = meanDemand(point);
    setText(row.incoming, bitrateText(sums?.incomingBps));
    setText(row.wait, secondsText(sums?.waitSeconds));
    setText(row.lag, secondsText(sums?.lagSeconds));
    setText(row.requests, sums === undefined ? '–' : `${demand.requestsPerSecond.toFixed(1)} /s`);
    setText(row.viewers, sums === undefined ? '–' : `≈ ${Math.round(demand.viewers)}`);
    setText(row.alarms, alarmCountText(point.alarms.size));
    row.alarms.classList.toggle('is-bad', point.alarms.size > 0);
  }
}

function alarmCountText(count: number): string {
  if (count === 0) return 'none';
  return count === 1 ? '1 alarm' : `${count} alarms`;
}

/** A chip with the word of the state. */
export function drawState(chip: HTMLElement, value: StateValue | undefined): void {
  chip.dataset['state'] = value ?? 'Unknown';
  setText(chip, value === 'ShuttingDown' ? 'Shutting down' : (value ?? '…'));
}

function cell(label: string, className: string, ...content: Node[]): HTMLTableCellElement {
  const made = make('td', className, ...content);
  made.dataset['label'] = label;
  return made;
}
