package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Subtitles in WebVTT.
 *
 * @param dataReferenceIndex from 1
 * @param children {@code vttC}, perhaps {@code vlab}
 * @see "ISO/IEC 14496-30, 7.5 WVTTSampleEntry"
 */
public record WvttSampleEntry(int dataReferenceIndex, BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("wvtt");

  static WvttSampleEntry read(BoxReader in) throws MediaException {
    in.skip(6);
    return new WvttSampleEntry(in.u16(), in.children());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, box -> children.write(box.zeros(6).u16(dataReferenceIndex)));
  }
}
