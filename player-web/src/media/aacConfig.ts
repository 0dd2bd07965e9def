import { BitReader } from './bitReader';
import type { ByteWriter } from './byteWriter';
import { UnsupportedMediaError } from './mediaError';

const FREQUENCIES_HZ = [
  96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
];

/** Real ones have 2 to 7 bytes; the descriptor around it has one-byte lengths. */
const SPECIFIC_CONFIG_BYTES_MAX = 64;

/** `AudioSpecificConfig` and the object type that names the codec (2 = LC, 5 = SBR, 29 = PS). */
export interface AacConfig {
  readonly specificConfig: Uint8Array;
  readonly objectType: number;
}

/** What a manifest says of an AAC quality level. */
export interface AacHints {
  readonly fourCc: string;
  readonly samplingRateHz: number;
  readonly channelCount: number;
}

/**
 * Reads `CodecPrivateData`, or makes it from the manifest's numbers: [MS-SSTR] says that it SHOULD be
 * empty for AAC, and some encoders obey.
 */
export function readAacConfig(codecPrivateData: Uint8Array, hints: AacHints): AacConfig {
  const specificConfig =
    codecPrivateData.length > 0 ? codecPrivateData : makeSpecificConfig(hints);
  if (specificConfig.length > SPECIFIC_CONFIG_BYTES_MAX) {
    throw new UnsupportedMediaError('CodecPrivateData', `${specificConfig.length} bytes for AAC`);
  }
  const bits = new BitReader(specificConfig, 'CodecPrivateData');
  const objectType = bits.bits(5);
  return { specificConfig, objectType: objectType === 31 ? 32 + bits.bits(6) : objectType };
}

function makeSpecificConfig(hints: AacHints): Uint8Array {
  const isHe = hints.fourCc === 'AACH' || hints.fourCc === 'AACP';
  const base = frequencyIndex(isHe ? hints.samplingRateHz / 2 : hints.samplingRateHz);
  const channels = hints.channelCount === 8 ? 7 : hints.channelCount;
  if (channels < 1 || channels > 7) {
    throw new UnsupportedMediaError('QualityLevel@Channels', `${hints.channelCount} AAC channels`);
  }
  if (!isHe) {
    return Uint8Array.of((2 << 3) | (base >> 1), ((base & 1) << 7) | (channels << 3));
  }
  const extension = frequencyIndex(hints.samplingRateHz);
  // Explicit HE-AAC: object type 5, base rate, channels, doubled rate, object type 2, 3 zero bits.
  const value = (5 << 27) | (base << 23) | (channels << 19) | (extension << 15) | (2 << 10);
  return Uint8Array.of(value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
}

function frequencyIndex(samplingRateHz: number): number {
  const index = FREQUENCIES_HZ.indexOf(samplingRateHz);
  if (index < 0) {
    throw new UnsupportedMediaError('QualityLevel@SamplingRate', `${samplingRateHz} Hz with AAC`);
  }
  return index;
}

/** `mp4a.40.N`, RFC 6381 3.3. */
export function aacCodecName(config: AacConfig): string {
  return `mp4a.40.${config.objectType}`;
}

/**
 * The body of `esds` after version and flags: ES descriptor, decoder configuration, specific
 * configuration, SL configuration. @see "ISO/IEC 14496-1, 7.2.6"
 */
export function writeEsDescriptor(out: ByteWriter, config: AacConfig, bitrateBps: number): void {
  const specificBytes = config.specificConfig.length;
  const decoderBytes = 13 + 2 + specificBytes;
  out.u8(0x03).u8(3 + 2 + decoderBytes + 3).u16(1).u8(0);
  out.u8(0x04).u8(decoderBytes);
  // Object type 0x40 = MPEG-4 audio; stream type 5 = audio, up-stream 0, reserved 1.
  out.u8(0x40).u8(0x15).u24(0).u32(bitrateBps).u32(bitrateBps);
  out.u8(0x05).u8(specificBytes).raw(config.specificConfig);
  out.u8(0x06).u8(1).u8(2);
}
