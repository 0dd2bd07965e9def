package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * How the sound of a track is coded.
 *
 * @param type {@code mp4a}, {@code ac-3}, {@code ec-3}, {@code Opus}; {@code enca} encrypted, and
 *     others
 * @param dataReferenceIndex from 1
 * @param channelCount as announced; the decoder's configuration knows better
 * @param sampleSizeBits 16
 * @param sampleRate in Hz times 65536; 0 when it does not fit
 * @param children the decoder's configuration and what else is known
 * @see "ISO/IEC 14496-12, 12.2.3 Sample entry"
 */
public record AudioSampleEntry(
    BoxType type,
    int dataReferenceIndex,
    int channelCount,
    int sampleSizeBits,
    long sampleRate,
    BoxList children)
    implements Box {

  static AudioSampleEntry read(BoxType type, BoxReader in) throws MediaException {
    in.skip(6);
    int dataReferenceIndex = in.u16();
    int quickTimeVersion = in.u16();
    if (quickTimeVersion != 0) {
      throw in.unsupported("sound description of QuickTime, version " + quickTimeVersion);
    }
    in.skip(6);
    int channelCount = in.u16();
    int sampleSizeBits = in.u16();
    in.skip(4);
    return new AudioSampleEntry(
        type, dataReferenceIndex, channelCount, sampleSizeBits, in.u32(), in.children());
  }

  @Override
  public void write(BoxWriter out) {
    out.box(type, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.zeros(6).u16(dataReferenceIndex).zeros(8);
    box.u16(channelCount).u16(sampleSizeBits).zeros(4).u32(sampleRate);
    children.write(box);
  }
}
