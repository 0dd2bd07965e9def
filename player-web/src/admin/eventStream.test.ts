import { describe, expect, it } from 'vitest';
import { EventStreamReader } from './eventStream';

const TEXT = [
  'retry: 2000',
  '',
  ': nothing new',
  '',
  'event: state',
  'data: {"point":"/a.isml"}',
  '',
  'event:alarm',
  'id: 7',
  'data:one',
  'data: two',
  '',
  'data: without a name',
  '',
  'event: statistics',
  '',
  'event: late',
  'data: has no empty line behind it',
].join('\n');

const EVENTS = [
  { type: 'state', data: '{"point":"/a.isml"}' },
  { type: 'alarm', data: 'one\ntwo' },
  { type: 'message', data: 'without a name' },
];

describe('an event stream', () => {
  it('gives the events that are whole', () => {
    expect(new EventStreamReader().read(TEXT)).toEqual(EVENTS);
  });

  it.each(['\n', '\r', '\r\n'])('may arrive in pieces of any size, with line ends %j', (lineEnd) => {
    const text = TEXT.replaceAll('\n', lineEnd);
    for (let size = 1; size <= 40; size++) {
      const reader = new EventStreamReader();
      const events = [];
      for (let at = 0; at < text.length; at += size) events.push(...reader.read(text.slice(at, at + size)));
      expect(events, `pieces of ${size}`).toEqual(EVENTS);
    }
  });

  it('may begin with a byte order mark', () => {
    const reader = new EventStreamReader();
    expect(reader.read('\uFEFFdata: x\n\n')).toEqual([{ type: 'message', data: 'x' }]);
  });

  it('forgets the name of an event without data', () => {
    const reader = new EventStreamReader();
    expect(reader.read('event: state\n\ndata: x\n\n')).toEqual([{ type: 'message', data: 'x' }]);
  });

  it('is given up when an event has no end', () => {
    const reader = new EventStreamReader();
    const piece = `data: ${'x'.repeat(1_000_000)}\n`;
    expect(() => {
      for (let i = 0; i < 9; i++) reader.read(piece);
    }).toThrow('more than 8000000 characters');
  });
});
