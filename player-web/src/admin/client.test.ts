import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodePath, ManagementClient, RefusedError } from './client';
import { retryMillis } from './feed';

interface Call {
  readonly path: string;
  readonly init: RequestInit;
}

function answering(...answers: Response[]): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    calls.push({ path, init });
    return Promise.resolve(answers.shift() ?? new Response(null, { status: 500 }));
  });
  return calls;
}

afterEach(() => vi.unstubAllGlobals());

describe('the client of the management API', () => {
  it('asks for a state in JSON, and lets the browser show no login of its own', async () => {
    const calls = answering(new Response());
    await new ManagementClient().command('/live/küche 1.isml', 'Started');
    expect(calls[0]?.path).toBe('/live/k%C3%BCche%201.isml/state');
    expect(calls[0]?.init).toMatchObject({
      method: 'PUT',
      body: '{"state":{"value":"Started"}}',
      credentials: 'omit',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
    });
  });

  it('creates a point under its encoded path', async () => {
    const calls = answering(new Response('{}', { status: 201 }));
    await new ManagementClient().create('/a b.isml', { title: 'A' });
    expect(calls[0]?.init.headers).toMatchObject({ Slug: '/a%20b.isml' });
    expect(calls[0]?.init.body).toBe('{"settings":{"title":"A"}}');
  });

  it('sends a login with every request until it is signed out', async () => {
    const calls = answering(new Response(), new Response(), new Response());
    const client = new ManagementClient();
    client.signInWithPassword('zoë', 'pässwörd');
    await client.remove('/a.isml');
    client.signInWithToken('abc');
    await client.remove('/a.isml');
    client.signOut();
    await client.remove('/a.isml');
    const sent = calls.map((call) => (call.init.headers as Record<string, string>)['Authorization']);
    expect(sent).toEqual(['Basic em/Dqzpww6Rzc3fDtnJk', 'Bearer abc', undefined]);
  });

  it('says what the server says when it refuses', async () => {
    const body = '{"error":{"errorCode":"0x80880028","errorMessage":"/a.isml is Stopped"}}';
    answering(new Response(body, { status: 400, headers: { 'Content-Type': 'application/json' } }));
    const failure = await new ManagementClient().command('/a.isml', 'Started').catch((error) => error);
    expect(failure).toBeInstanceOf(RefusedError);
    expect(failure).toMatchObject({ status: 400, code: '0x80880028', message: '/a.isml is Stopped' });
    expect(failure.asksForLogin).toBe(false);
  });

  it('knows when a login is asked for, and says what is not of the API', async () => {
    answering(new Response('go away', { status: 401 }), new Response('', { status: 502 }));
    const client = new ManagementClient();
    const asked = await client.points().catch((error) => error);
    expect(asked).toMatchObject({ asksForLogin: true, message: 'go away' });
    expect(await client.points().catch((error) => error.message)).toBe('the server answered 502');
  });

  it('hands on the events of its kinds', async () => {
    const text = 'event: state\ndata: {"point":"/a.isml"}\n\nevent: other\ndata: {}\n\n';
    answering(new Response(text));
    const events: unknown[] = [];
    const opened = vi.fn();
    await new ManagementClient().listen(opened, (event) => events.push(event), new AbortController().signal);
    expect(opened).toHaveBeenCalledOnce();
    expect(events).toEqual([{ type: 'state', data: { point: '/a.isml' } }]);
  });
});

describe('addresses', () => {
  it('keep their slashes', () => {
    expect(encodePath('/a/b c?.isml')).toBe('/a/b%20c%3F.isml');
  });
});

describe('a lost connection', () => {
  it('is tried again after longer and longer waits, up to ten seconds', () => {
    expect([1, 2, 3, 4, 5, 100].map(retryMillis)).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  });
});
