import { describe, expect, it } from 'vitest';
import { MediaError } from '../media/mediaError';
import { seeded } from '../vectors/vectors';
import { readTtml } from './ttml';

function read(body: string, attributes = ''): ReturnType<typeof readTtml> {
  const xml = `<?xml version="1.0" encoding="utf-8"?>
    <tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ${attributes}>
    <head><layout/></head><body>${body}</body></tt>`;
  return readTtml(new TextEncoder().encode(xml), 10);
}

function span(startSeconds: number, endSeconds: number, text: string) {
  return { startSeconds, endSeconds, text };
}

describe('readTtml', () => {
  it('reads what the simulator writes', () => {
    expect(
      read(`<div>
        <p begin="00:00:00.000" end="00:00:01.000">13:37:16 frame 400</p>
        <p begin="00:00:01.000" end="00:00:02.000">13:37:17 frame 425</p></div>`),
    ).toEqual([span(0, 1, '13:37:16 frame 400'), span(1, 2, '13:37:17 frame 425')]);
  });

  it.each([
    ['01:00:01.5', 3601.5],
    ['00:00:02:15', 2.5],
    ['2.5s', 2.5],
    ['1500ms', 1.5],
    ['0.5m', 30],
    ['1h', 3600],
    ['45f', 1.5],
    ['20t', 2],
  ])('reads the time %s', (begin, seconds) => {
    const cues = readTtml(
      new TextEncoder().encode(
        `<tt xmlns:ttp="p" ttp:tickRate="10"><body><p begin="${begin}">x</p></body></tt>`,
      ),
      10_000,
    );
    expect(cues).toEqual([span(seconds, 10_000, 'x')]);
  });

  it('counts the times of a child from what it stands in, and ends it with it', () => {
    expect(read('<div begin="2s" dur="3s"><p begin="1s">a</p><p begin="1s" end="9s">b</p></div>')).toEqual([
      span(3, 5, 'a'),
      span(3, 5, 'b'),
    ]);
  });

  it('keeps breaks and the order of mixed text', () => {
    expect(read('<p>one <span>two</span> three<br/>  four &amp; five</p>')).toEqual([
      span(0, 10, 'one two three\nfour & five'),
    ]);
  });

  it('leaves out what is empty or never on screen', () => {
    expect(read('<p begin="3s" end="2s">x</p><p>  </p>')).toEqual([]);
    expect(readTtml(new TextEncoder().encode('<tt/>'), 2)).toEqual([]);
  });

  it('refuses other documents and odd times', () => {
    expect(() => readTtml(new TextEncoder().encode('<html/>'), 2)).toThrow('TTML: root is <html>, not <tt>');
    expect(() => read('<p begin="soon">x</p>')).toThrow('"soon" is no time');
  });

  it('throws nothing but media errors on flipped bits', () => {
    const random = seeded(7);
    const good = new TextEncoder().encode('<tt><body><div><p begin="1s" end="00:00:02.5">a<br/>b</p></div></body></tt>');
    for (let round = 0; round < 2_000; round++) {
      const bytes = good.slice(0, round % 3 === 0 ? Math.floor(random() * good.length) : good.length);
      const at = Math.floor(random() * bytes.length);
      if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      try {
        readTtml(bytes, 2);
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError);
      }
    }
  });
});
