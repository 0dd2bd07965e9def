import type { Problem, ServerEvent, Settings, SettingsCollection, Target } from './api';
import { EventStreamReader } from './eventStream';

const COLLECTION = '/services/smoothstreaming/publishingpoints.isml/settings';
const JSON_TYPE = 'application/json';
/** The server sends a comment every 15 s when nothing happens: silence is a broken connection. */
const SILENCE_MILLIS_MAX = 40_000;

/** The server said no, or something other than what the API promises. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(
    readonly status: number,
    readonly code: string | undefined,
    message: string,
  ) {
    super(message);
  }

  /** Whether another login would help. */
  get asksForLogin(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/**
 * Calls the management API. What the operator signed in with stays in this object, so it is gone
 * with the tab.
 */
export class ManagementClient {
  private authorization: string | undefined;

  signInWithPassword(user: string, password: string): void {
    this.authorization = `Basic ${base64(`${user}:${password}`)}`;
  }

  signInWithToken(token: string): void {
    this.authorization = `Bearer ${token}`;
  }

  signOut(): void {
    this.authorization = undefined;
  }

  get isSignedIn(): boolean {
    return this.authorization !== undefined;
  }

  async points(): Promise<SettingsCollection> {
    const answer = await this.ask('GET', COLLECTION);
    return (await answer.json()) as SettingsCollection;
  }

  /** Resolves when the state is reached; for `Started`, when the point waits for its source. */
  async command(point: string, target: Target): Promise<void> {
    await this.ask('PUT', resource(point, 'state'), { state: { value: target } });
  }

  async create(point: string, settings: Settings): Promise<void> {
    await this.ask('POST', COLLECTION, { settings }, { Slug: encodePath(point) });
  }

  async configure(point: string, settings: Settings): Promise<void> {
    await this.ask('PUT', resource(point, 'settings'), { settings });
  }

  async remove(point: string): Promise<void> {
    await this.ask('DELETE', resource(point, 'settings'));
  }

  /** Hands on events until the connection ends, which it says by resolving. */
  async listen(onOpen: () => void, onEvent: (event: ServerEvent) => void, signal: AbortSignal): Promise<void> {
    const answer = await this.ask('GET', '/api/events', undefined, { Accept: 'text/event-stream' }, signal);
    if (answer.body === null) throw new RefusedError(answer.status, undefined, 'the answer has no body');
    onOpen();
    const parts = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const events = new EventStreamReader();
    const giveUp = () => void parts.cancel();
    let silence = setTimeout(giveUp, SILENCE_MILLIS_MAX);
    for (let part = await parts.read(); !part.done; part = await parts.read()) {
      clearTimeout(silence);
      silence = setTimeout(giveUp, SILENCE_MILLIS_MAX);
      for (const { type, data } of events.read(part.value)) {
        if (type === 'state' || type === 'statistics' || type === 'alarm') {
          onEvent({ type, data: JSON.parse(data) } as ServerEvent);
        }
      }
    }
    clearTimeout(silence);
  }

  private async ask(
    method: string,
    path: string,
    body?: object,
    more: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    const headers: Record<string, string> = { Accept: JSON_TYPE, ...more };
    if (body !== undefined) headers['Content-Type'] = JSON_TYPE;
    if (this.authorization !== undefined) headers['Authorization'] = this.authorization;
    const answer = await fetch(path, {
      method,
      headers,
      cache: 'no-store',
      // The browser must not ask for a login in a window of its own, nor remember one.
      credentials: 'omit',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!answer.ok) throw await refused(answer);
    return answer;
  }
}

async function refused(answer: Response): Promise<RefusedError> {
  const text = await answer.text();
  const problem = answer.headers.get('Content-Type')?.startsWith(JSON_TYPE)
    ? (JSON.parse(text) as Partial<Problem>).error
    : undefined;
  const message = problem?.errorMessage ?? (text === '' ? `the server answered ${answer.status}` : text.trim());
  return new RefusedError(answer.status, problem?.errorCode, message);
}

/** The path of a point as URLs and the header `Slug` have it. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function resource(point: string, name: string): string {
  return `${encodePath(point)}/${name}`;
}

/** Of UTF-8, as RFC 7617 has it. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
