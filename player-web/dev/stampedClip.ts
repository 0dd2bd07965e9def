import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { readBoxes } from '../src/media/box';
import { readFragmentTimes } from '../src/media/fragment';
import { stampBits, STAMP_COLUMNS } from '../src/stamp/frameStamp';

/** One fragment of the clip: its boxes as FFmpeg wrote them, its time counted from the clip's start. */
export interface ClipFragment {
  readonly startTicks: bigint;
  readonly durationTicks: bigint;
  readonly moof: Uint8Array;
  readonly mdat: Uint8Array;
}

export interface ClipTrack {
  readonly name: 'video' | 'audio';
  readonly bitrateBps: number;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly codecPrivateData: string;
  readonly fragments: readonly ClipFragment[];
}

export const CLIP_SECONDS = 20;
const FRAMES_PER_SECOND = 25;
const FRAME_COUNT = CLIP_SECONDS * FRAMES_PER_SECOND;
const LADDER = [
  { widthPixels: 1280, heightPixels: 720, bitrateBps: 2_400_000 },
  { widthPixels: 640, heightPixels: 360, bitrateBps: 800_000 },
  { widthPixels: 320, heightPixels: 180, bitrateBps: 250_000 },
];

/** Encodes the stamped clip with FFmpeg once, keeps it in `folder`, and cuts it into fragments. */
export async function loadStampedClip(folder: string): Promise<ClipTrack[]> {
  mkdirSync(folder, { recursive: true });
  const tracks: ClipTrack[] = [];
  for (const [level, rung] of LADDER.entries()) {
    const file = `${folder}/video-${rung.heightPixels}.ismv`;
    if (!existsSync(file)) await encodeVideo(file, { ...rung, level });
    tracks.push(readTrack(file, { name: 'video', ...rung }));
  }
  const file = `${folder}/audio.ismv`;
  if (!existsSync(file)) await encodeAudio(file);
  tracks.push(
    readTrack(file, { name: 'audio', bitrateBps: 128_000, widthPixels: 0, heightPixels: 0 }),
  );
  return tracks;
}

interface Rung {
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly bitrateBps: number;
  readonly level: number;
}

async function encodeVideo(file: string, rung: Rung): Promise<void> {
  const { widthPixels: w, heightPixels: h, bitrateBps: rate } = rung;
  const input = `-f rawvideo -pix_fmt yuv420p -s ${w}x${h} -r ${FRAMES_PER_SECOND} -i -`;
  const coder = `-c:v libx264 -preset veryfast -bf 2 -g 50 -keyint_min 50 -sc_threshold 0 -flags +cgop`;
  const rates = `-b:v ${rate} -maxrate ${rate} -bufsize ${rate}`;
  const output = `-f ismv -movflags isml+frag_keyframe+empty_moov`;
  await runFfmpeg(`${input} ${coder} ${rates} ${output}`, file, function* () {
    for (let frame = 0; frame < FRAME_COUNT; frame++) yield drawFrame(frame, rung);
  });
}

/** A moving pattern, the stamp on top, the flash at the bottom right. */
function drawFrame(frame: number, { widthPixels: w, heightPixels: h, level }: Rung): Buffer {
  const picture = Buffer.alloc((w * h * 3) / 2, 128);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x += 16) {
      const value = 60 + (((x * 320) / w + frame * 2 + y / 4) % 120);
      picture.fill(value, y * w + x, y * w + x + 16);
    }
  }
  const cell = w / STAMP_COLUMNS;
  const paint = (column: number, y0: number, value: number, cells: number) => {
    for (let y = y0; y < y0 + cell * cells; y++) {
      picture.fill(value, y * w + column * cell, y * w + (column + cells) * cell);
    }
  };
  stampBits({ frame, level }).forEach((bit, index) => {
    const row = Math.floor(index / STAMP_COLUMNS);
    paint(index % STAMP_COLUMNS, row * cell, bit ? 225 : 30, 1);
  });
  paint(STAMP_COLUMNS - 2, h - 2 * cell, frame % FRAMES_PER_SECOND < 2 ? 235 : 16, 2);
  picture.fill(90 + level * 40, w * h, w * h + (w * h) / 4);
  return picture;
}

async function encodeAudio(file: string): Promise<void> {
  const rate = 48_000;
  const output = `-c:a aac -b:a 128000 -f ismv -movflags isml+empty_moov -frag_duration 2000000`;
  await runFfmpeg(`-f s16le -ar ${rate} -ac 2 -i - ${output}`, file, function* () {
    for (let second = 0; second < CLIP_SECONDS; second++) {
      const samples = Buffer.alloc(rate * 4);
      for (let i = 0; i < rate * 0.08; i++) {
        const value = Math.round(12_000 * Math.sin((2 * Math.PI * 1000 * i) / rate));
        samples.writeInt16LE(value, i * 4);
        samples.writeInt16LE(value, i * 4 + 2);
      }
      yield samples;
    }
  });
}

async function runFfmpeg(
  args: string,
  file: string,
  input: () => Generator<Buffer>,
): Promise<void> {
  const partial = `${file}.part`;
  const all = ['-v', 'error', '-y', '-threads', '1', ...args.split(' '), partial];
  const process = spawn('ffmpeg', all, { stdio: ['pipe', 'inherit', 'inherit'] });
  for (const bytes of input()) {
    if (!process.stdin.write(bytes)) await once(process.stdin, 'drain');
  }
  process.stdin.end();
  const [code] = (await once(process, 'exit')) as [number];
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
  renameSync(partial, file);
}

function readTrack(file: string, track: Omit<ClipTrack, 'codecPrivateData' | 'fragments'>): ClipTrack {
  const boxes = readBoxes(Uint8Array.from(readFileSync(file)), file);
  const announce = boxes.find((box) => box.type.startsWith('uuid:'));
  const text = new TextDecoder().decode(announce?.body ?? new Uint8Array());
  const codecPrivateData = /"CodecPrivateData" value="([0-9A-F]+)"/.exec(text)?.[1] ?? '';
  const fragments: ClipFragment[] = [];
  boxes.forEach((box, index) => {
    const mdat = boxes[index + 1];
    if (box.type !== 'moof' || mdat?.type !== 'mdat') return;
    const { time } = readFragmentTimes(box.whole);
    fragments.push({ ...time, moof: box.whole, mdat: mdat.whole });
  });
  return { ...track, codecPrivateData, fragments };
}
