package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Timed metadata whose entry has no fields of its own.
 *
 * @param type {@code scte} of SCTE-35 messages, {@code urim} of what a URI names
 * @param dataReferenceIndex from 1
 * @param children of {@code urim} a {@link UriBox}
 * @see "ISO/IEC 14496-12, 12.3.3 URIMetaSampleEntry"
 */
public record MetadataSampleEntry(BoxType type, int dataReferenceIndex, BoxList children)
    implements Box {
  /** SCTE-35 messages. */
  public static final BoxType SCTE = BoxType.of("scte");

  /** What a {@link UriBox} names. */
  public static final BoxType URIM = BoxType.of("urim");

  static MetadataSampleEntry read(BoxType type, BoxReader in) throws MediaException {
    in.skip(6);
    return new MetadataSampleEntry(type, in.u16(), in.children());
  }

  @Override
  public void write(BoxWriter out) {
    out.box(type, box -> children.write(box.zeros(6).u16(dataReferenceIndex)));
  }
}
