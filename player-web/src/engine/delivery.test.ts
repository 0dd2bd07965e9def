import { describe, expect, it } from 'vitest';
import { DELIVERIES, deliveryOf, manifestAddress } from './delivery';

const BASE = 'http://h/player/';

describe('the address of a manifest', () => {
  it('is made of a publishing point, for each delivery', () => {
    expect(manifestAddress('/e.isml', BASE, 'smooth')).toBe('http://h/e.isml/Manifest');
    expect(manifestAddress('/e.isml/', BASE, 'm3u8-aapl')).toBe('http://h/e.isml/Manifest(format=m3u8-aapl).m3u8');
    expect(manifestAddress('/e.ism', BASE, 'm3u8-cmaf')).toBe('http://h/e.ism/Manifest(format=m3u8-cmaf).m3u8');
    expect(manifestAddress('/e.isml', BASE, 'mpd-time-cmaf')).toBe('http://h/e.isml/Manifest(format=mpd-time-cmaf).mpd');
  });

  it('is made of a Smooth manifest too, with its event and its query', () => {
    expect(manifestAddress('http://h/e.isml/manifest', BASE, 'm3u8-aapl')).toBe(
      'http://h/e.isml/Manifest(format=m3u8-aapl).m3u8',
    );
    expect(manifestAddress('/e.isml/Events(noon)/Manifest?a=b', BASE, 'mpd-time-cmaf')).toBe(
      'http://h/e.isml/Events(noon)/Manifest(format=mpd-time-cmaf).mpd?a=b',
    );
  });

  it('is left alone when it names a document', () => {
    expect(manifestAddress('http://h/e.isml/manifest', BASE, 'smooth')).toBe('http://h/e.isml/manifest');
    expect(manifestAddress('http://h/master.m3u8', BASE, 'smooth')).toBe('http://h/master.m3u8');
    expect(manifestAddress('/e.isml/manifest(format=m3u8-aapl)', BASE, 'm3u8-cmaf')).toBe(
      'http://h/e.isml/manifest(format=m3u8-aapl)',
    );
    expect(manifestAddress('/a.isml.mpd', BASE, 'mpd-time-cmaf')).toBe('http://h/a.isml.mpd');
  });
});

describe('the delivery that an engine plays', () => {
  it('is the one asked for, when it can', () => {
    expect(deliveryOf('shaka', 'M3U8-CMAF')).toBe('m3u8-cmaf');
    expect(deliveryOf('dashjs', 'mpd-time-cmaf')).toBe('mpd-time-cmaf');
  });

  it('is its usual one, when it cannot or nothing is asked', () => {
    expect(deliveryOf('smoothlab', 'm3u8-aapl')).toBe('smooth');
    expect(deliveryOf('hlsjs', null)).toBe('m3u8-aapl');
    expect(deliveryOf('shaka', undefined)).toBe(DELIVERIES.shaka[0]);
  });
});
