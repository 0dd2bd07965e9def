package org.smoothlab.media.box;

import java.nio.charset.StandardCharsets;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * How the pictures of a track are coded.
 *
 * @param type {@code avc1} parameter sets in the configuration, {@code avc3} also in samples;
 *     {@code hvc1}, {@code hev1} likewise; {@code encv} encrypted, and others
 * @param dataReferenceIndex from 1
 * @param width in pixels
 * @param height in pixels
 * @param compressorName at most 31 characters up to U+00FF
 * @param children the decoder's configuration and what else is known
 * @see "ISO/IEC 14496-12, 12.1.3 Sample entry"
 */
public record VisualSampleEntry(
    BoxType type,
    int dataReferenceIndex,
    int width,
    int height,
    String compressorName,
    BoxList children)
    implements Box {
  private static final long DPI_72 = 0x0048_0000L;
  private static final int DEPTH_24 = 0x18;
  private static final int NAME_BYTES = 32;

  public VisualSampleEntry {
    if (compressorName.length() >= NAME_BYTES) {
      throw new IllegalArgumentException("more than 31 characters: " + compressorName);
    }
  }

  static VisualSampleEntry read(BoxType type, BoxReader in) throws MediaException {
    in.skip(6);
    int dataReferenceIndex = in.u16();
    in.skip(16);
    int width = in.u16();
    int height = in.u16();
    in.skip(14); // resolution, and the count of frames
    Slice name = in.bytes(NAME_BYTES);
    in.skip(4); // depth
    int nameBytes = Math.min(name.u8(0), NAME_BYTES - 1);
    String compressorName = name.slice(1, nameBytes).text(StandardCharsets.ISO_8859_1);
    return new VisualSampleEntry(
        type, dataReferenceIndex, width, height, compressorName, in.children());
  }

  @Override
  public void write(BoxWriter out) {
    out.box(type, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    Slice name = Slice.copyOf(compressorName.getBytes(StandardCharsets.ISO_8859_1));
    box.zeros(6).u16(dataReferenceIndex).zeros(16).u16(width).u16(height);
    box.u32(DPI_72).u32(DPI_72).u32(0).u16(1);
    box.u8((int) name.size()).bytes(name).zeros((int) (NAME_BYTES - 1 - name.size()));
    box.u16(DEPTH_24).i16(-1);
    children.write(box);
  }
}
