import { type AacConfig, writeEsDescriptor } from './aacConfig';
import { type AvcConfig, writeAvcC } from './avcConfig';
import { ByteWriter } from './byteWriter';
import { TRACK_NUMBER } from './fragment';

/** A picture track as its init segment describes it. */
export interface VideoTrack {
  readonly kind: 'video';
  readonly avc: AvcConfig;
  readonly nalUnitLengthBytes: number;
  readonly widthPixels: number;
  readonly heightPixels: number;
}

/** A sound track as its init segment describes it. */
export interface AudioTrack {
  readonly kind: 'audio';
  readonly aac: AacConfig;
  readonly channelCount: number;
  readonly samplingRateHz: number;
  readonly bitrateBps: number;
}

export type MediaTrack = VideoTrack | AudioTrack;

/** Unity matrix of `mvhd` and `tkhd`. */
const MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
const LANGUAGE_UNDETERMINED = 0x55c4;

/**
 * `ftyp` and `moov` of one track: what a source buffer needs before the first fragment.
 *
 * @param timescale ticks per second of the fragments' times, in 1..2^32-1
 * @see "ISO/IEC 14496-12, 8.2 and 8.8"
 */
export function writeInitSegment(track: MediaTrack, timescale: number): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.box('ftyp', (body) => body.ascii('iso6').u32(1).ascii('iso6').ascii('isom').ascii('mp41'));
  out.box('moov', (moov) => {
    moov.fullBox('mvhd', [0, 0], (body) => {
      body.u32(0).u32(0).u32(timescale).u32(0).u32(0x10000).u16(0x100).zeros(10);
      for (const value of MATRIX) body.u32(value);
      body.zeros(24).u32(TRACK_NUMBER + 1);
    });
    moov.box('trak', (trak) => writeTrak(trak, track, timescale));
    moov.box('mvex', (mvex) => {
      mvex.fullBox('trex', [0, 0], (body) => body.u32(TRACK_NUMBER).u32(1).zeros(12));
    });
  });
  return out.toBytes();
}

function writeTrak(trak: ByteWriter, track: MediaTrack, timescale: number): void {
  const isVideo = track.kind === 'video';
  trak.fullBox('tkhd', [0, 7], (body) => {
    body.u32(0).u32(0).u32(TRACK_NUMBER).zeros(4).u32(0).zeros(8).u16(0).u16(0);
    body.u16(isVideo ? 0 : 0x100).zeros(2);
    for (const value of MATRIX) body.u32(value);
    body.u32(isVideo ? track.widthPixels * 65536 : 0).u32(isVideo ? track.heightPixels * 65536 : 0);
  });
  trak.box('mdia', (mdia) => {
    mdia.fullBox('mdhd', [0, 0], (body) => {
      body.u32(0).u32(0).u32(timescale).u32(0).u16(LANGUAGE_UNDETERMINED).u16(0);
    });
    mdia.fullBox('hdlr', [0, 0], (body) => {
      body.u32(0).ascii(isVideo ? 'vide' : 'soun').zeros(12).ascii('smoothlab').u8(0);
    });
    mdia.box('minf', (minf) => {
      if (isVideo) minf.fullBox('vmhd', [0, 1], (body) => body.zeros(8));
      else minf.fullBox('smhd', [0, 0], (body) => body.zeros(4));
      minf.box('dinf', (dinf) => {
        dinf.fullBox('dref', [0, 0], (dref) => {
          dref.u32(1).fullBox('url ', [0, 1], () => undefined);
        });
      });
      minf.box('stbl', (stbl) => writeStbl(stbl, track));
    });
  });
}

function writeStbl(stbl: ByteWriter, track: MediaTrack): void {
  stbl.fullBox('stsd', [0, 0], (stsd) => {
    stsd.u32(1);
    if (track.kind === 'video') writeAvc1(stsd, track);
    else writeMp4a(stsd, track);
  });
  stbl.fullBox('stts', [0, 0], (body) => body.u32(0));
  stbl.fullBox('stsc', [0, 0], (body) => body.u32(0));
  stbl.fullBox('stsz', [0, 0], (body) => body.u32(0).u32(0));
  stbl.fullBox('stco', [0, 0], (body) => body.u32(0));
}

function writeAvc1(stsd: ByteWriter, track: VideoTrack): void {
  stsd.box('avc1', (avc1) => {
    avc1.zeros(6).u16(1).zeros(16).u16(track.widthPixels).u16(track.heightPixels);
    avc1.u32(0x480000).u32(0x480000).u32(0).u16(1).zeros(32).u16(0x18).u16(0xffff);
    avc1.box('avcC', (avcC) => writeAvcC(avcC, track.avc, track.nalUnitLengthBytes));
  });
}

function writeMp4a(stsd: ByteWriter, track: AudioTrack): void {
  // The field has 16 bits before the point: rates above 65535 Hz are told by the configuration.
  const rate = track.samplingRateHz <= 0xffff ? track.samplingRateHz * 65536 : 0;
  stsd.box('mp4a', (mp4a) => {
    mp4a.zeros(6).u16(1).zeros(8).u16(track.channelCount).u16(16).zeros(4).u32(rate);
    mp4a.fullBox('esds', [0, 0], (esds) => writeEsDescriptor(esds, track.aac, track.bitrateBps));
  });
}
