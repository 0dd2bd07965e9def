import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { readBoxes, TFRF, TFXD } from '../src/media/box';
import { ByteWriter } from '../src/media/byteWriter';
import type { FragmentTime } from '../src/media/fragment';
import { CLIP_SECONDS, type ClipTrack, loadStampedClip } from './stampedClip';

/**
 * A small live Smooth origin for work on the page alone: `npm run dev:alone`. It plays the stamped
 * clip on the clock, forever, with look-ahead, a DVR window and the faults named below. It is a dev
 * aid, not a reference.
 */
const POINTS = {
  '/live.isml': {},
  '/flaky.isml': { refuseEvery: 7 },
  '/holes.isml': { holeEvery: 9 },
  '/slow.isml': { bytesPerSecond: 90_000 },
  '/ending.isml': { endsAfterSeconds: 40 },
} satisfies Record<string, Faults>;

interface Faults {
  /** Every n-th fragment request is answered 503. */
  readonly refuseEvery?: number;
  /** Every n-th fragment was lost by the encoder. */
  readonly holeEvery?: number;
  readonly bytesPerSecond?: number;
  readonly endsAfterSeconds?: number;
}

const TICKS = 10_000_000n;
const LOOK_AHEAD = 2;
const WINDOW_SECONDS = 120;
const CLIP_TICKS = BigInt(CLIP_SECONDS) * TICKS;

export function liveOrigin(): Plugin {
  const startedMillis = Date.now();
  const clip = loadStampedClip('node_modules/.cache/stamped-clip');
  const handle = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    clip
      .then((tracks) => new LiveAnswer(tracks, startedMillis).answer(request, response, next))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  };
  return {
    name: 'live-origin',
    configureServer: (server) => void server.middlewares.use(handle),
    configurePreviewServer: (server) => void server.middlewares.use(handle),
  };
}

let requestCount = 0;

class LiveAnswer {
  private readonly nowMillis = Date.now();

  constructor(
    private readonly tracks: readonly ClipTrack[],
    private readonly startedMillis: number,
  ) {}

  async answer(request: IncomingMessage, response: ServerResponse, next: () => void): Promise<void> {
    const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
    if (path === '/api/points') {
      const points = Object.keys(POINTS).map((each) => ({
        path: each,
        title: each.slice(1, -5),
        state: 'STARTED',
      }));
      return void response.setHeader('content-type', 'application/json').end(JSON.stringify({ points }));
    }
    const point = Object.entries(POINTS).find(([name]) => path.startsWith(`${name}/`));
    if (point === undefined) return next();
    const faults: Faults = point[1];
    response.setHeader('cache-control', 'no-store');
    if (/\/manifest$/i.test(path)) {
      return void response.setHeader('content-type', 'text/xml').end(this.manifest(faults));
    }
    const match = /QualityLevels\((\d+)\)\/Fragments\((\w+)=(\d+)\)$/i.exec(path);
    if (match === null) return void response.writeHead(400).end();
    if (faults.refuseEvery && ++requestCount % faults.refuseEvery === 0) {
      return void response.writeHead(503).end();
    }
    const track = this.tracks.find(
      (each) => each.name === match[2] && each.bitrateBps === Number(match[1]),
    );
    if (track === undefined) return void response.writeHead(404).end();
    await this.fragment(response, { track, startTicks: BigInt(match[3] ?? 0), faults });
  }

  private async fragment(
    response: ServerResponse,
    { track, startTicks, faults }: { track: ClipTrack; startTicks: bigint; faults: Faults },
  ): Promise<void> {
    const all = this.timeline(track, faults);
    const index = all.findIndex((time) => time.startTicks === startTicks);
    const time = all[index];
    if (time === undefined) {
      const oldest = all[0]?.startTicks ?? 0n;
      return void response.writeHead(startTicks < oldest ? 410 : 404).end();
    }
    if (index >= this.publishedCount(all, faults)) return void response.writeHead(412).end();
    const following = all.slice(index + 1, index + 1 + LOOK_AHEAD);
    const clipTicks = startTicks % CLIP_TICKS;
    const source = track.fragments.find((each) => clipStart(each) === clipTicks);
    if (source === undefined) return void response.writeHead(500).end();
    response.setHeader('content-type', 'video/mp4');
    const body = Buffer.concat([patch(source.moof, time, following), source.mdat]);
    if (faults.bytesPerSecond === undefined) return void response.end(body);
    const step = Math.round(faults.bytesPerSecond / 20);
    for (let at = 0; at < body.length; at += step) {
      response.write(body.subarray(at, at + step));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    response.end();
  }

  private manifest(faults: Faults): string {
    const isLive = !this.hasEnded(faults);
    const videos = this.tracks.filter((track) => track.name === 'video');
    const live = isLive
      ? `IsLive="TRUE" LookaheadCount="${LOOK_AHEAD}" LookAheadFragmentCount="${LOOK_AHEAD}"
         DVRWindowLength="${BigInt(WINDOW_SECONDS) * TICKS}"`
      : '';
    return `<?xml version="1.0" encoding="utf-8"?>
<SmoothStreamingMedia MajorVersion="2" MinorVersion="0" TimeScale="${TICKS}" Duration="0" ${live}>
${this.streamIndex('video', videos, faults)}
${this.streamIndex('audio', this.tracks.filter((track) => track.name === 'audio'), faults)}
</SmoothStreamingMedia>`;
  }

  private streamIndex(type: string, tracks: readonly ClipTrack[], faults: Faults): string {
    const first = tracks[0];
    if (first === undefined) return '';
    const all = this.timeline(first, faults);
    const published = all.slice(0, this.publishedCount(all, faults));
    const levels = tracks.map((track, index) =>
      type === 'video'
        ? `<QualityLevel Index="${index}" Bitrate="${track.bitrateBps}" FourCC="H264"
            MaxWidth="${track.widthPixels}" MaxHeight="${track.heightPixels}"
            CodecPrivateData="${track.codecPrivateData}"/>`
        : `<QualityLevel Index="${index}" Bitrate="${track.bitrateBps}" FourCC="AACL" AudioTag="255"
            SamplingRate="48000" Channels="2" BitsPerSample="16" PacketSize="4"
            CodecPrivateData="${track.codecPrivateData}"/>`,
    );
    const chunks = published.map((time) => `<c t="${time.startTicks}" d="${time.durationTicks}"/>`);
    return `<StreamIndex Type="${type}" Name="${type}" Chunks="${chunks.length}"
      QualityLevels="${levels.length}" Url="QualityLevels({bitrate})/Fragments(${type}={start time})">
      ${levels.join('')}${chunks.join('')}</StreamIndex>`;
  }

  private hasEnded(faults: Faults): boolean {
    return this.nowMillis > this.endMillis(faults);
  }

  private endMillis(faults: Faults): number {
    return this.startedMillis + (faults.endsAfterSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  }

  /** Every fragment that is complete at the encoder and still in the window. */
  private timeline(track: ClipTrack, faults: Faults): FragmentTime[] {
    const day = 86_400_000;
    const untilMillis = Math.min(this.nowMillis, this.endMillis(faults));
    const edgeTicks = (BigInt(Math.floor(untilMillis % day)) * TICKS) / 1000n;
    const oldestTicks = edgeTicks - BigInt(WINDOW_SECONDS) * TICKS;
    const times: FragmentTime[] = [];
    const firstLoop = oldestTicks > 0n ? oldestTicks / CLIP_TICKS : 0n;
    for (let loop = firstLoop; loop * CLIP_TICKS < edgeTicks; loop++) {
      track.fragments.forEach((each, index) => {
        const startTicks = loop * CLIP_TICKS + clipStart(each);
        const nextStart = track.fragments[index + 1]?.startTicks ?? CLIP_TICKS;
        const durationTicks =
          each.durationTicks < nextStart - clipStart(each) ? each.durationTicks : nextStart - clipStart(each);
        const isLost =
          faults.holeEvery !== undefined &&
          Number(startTicks / (2n * TICKS)) % faults.holeEvery === 4;
        if (startTicks >= oldestTicks && startTicks + durationTicks <= edgeTicks && !isLost) {
          times.push({ startTicks, durationTicks });
        }
      });
    }
    return times;
  }

  private publishedCount(all: readonly FragmentTime[], faults: Faults): number {
    return this.hasEnded(faults) ? all.length : Math.max(0, all.length - LOOK_AHEAD);
  }
}

/** AAC priming starts the clip before zero; a loop has no room for that. */
function clipStart(fragment: { startTicks: bigint }): bigint {
  return fragment.startTicks < 0n ? 0n : fragment.startTicks;
}

/** The fragment's moof with its live time and what follows. */
function patch(moof: Uint8Array, time: FragmentTime, following: readonly FragmentTime[]): Uint8Array {
  const out = new ByteWriter();
  let offsetAt = 0;
  const children = readBoxes(moof.subarray(8), 'moof');
  out.box('moof', (body) => {
    for (const child of children) {
      if (child.type !== 'traf') {
        body.raw(child.whole);
        continue;
      }
      body.box('traf', (traf) => {
        for (const box of readBoxes(child.body, 'traf')) {
          if (box.type === TFXD || box.type === TFRF) continue;
          if (box.type === 'trun') offsetAt = traf.position + 16;
          traf.raw(box.whole);
        }
        uuidBox(traf, TFXD, (uuid) => uuid.u64(time.startTicks).u64(time.durationTicks));
        if (following.length === 0) return;
        uuidBox(traf, TFRF, (uuid) => {
          uuid.u8(following.length);
          for (const next of following) uuid.u64(next.startTicks).u64(next.durationTicks);
        });
      });
    }
  });
  out.patchI32(offsetAt, out.position + 8);
  return out.toBytes();
}

function uuidBox(out: ByteWriter, type: string, body: (out: ByteWriter) => void): void {
  out.box('uuid', (uuid) => {
    for (let i = 5; i < type.length; i += 2) uuid.u8(Number.parseInt(type.slice(i, i + 2), 16));
    uuid.u8(1).u24(0);
    body(uuid);
  });
}
