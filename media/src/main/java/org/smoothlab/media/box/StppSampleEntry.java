package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Subtitles in XML, such as TTML.
 *
 * @param dataReferenceIndex from 1
 * @param namespace of the documents; several are divided by spaces
 * @param schemaLocation may be empty
 * @param auxiliaryMimeTypes of pictures and fonts; may be empty
 * @param children what else is known
 * @see "ISO/IEC 14496-12, 12.6.3.2 XMLSubtitleSampleEntry"
 */
public record StppSampleEntry(
    int dataReferenceIndex,
    String namespace,
    String schemaLocation,
    String auxiliaryMimeTypes,
    BoxList children)
    implements Box {
  public static final BoxType TYPE = BoxType.of("stpp");

  static StppSampleEntry read(BoxReader in) throws MediaException {
    in.skip(6);
    return new StppSampleEntry(
        in.u16(), in.zeroEnded(), in.zeroEnded(), in.zeroEnded(), in.children());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.zeros(6).u16(dataReferenceIndex);
    box.zeroEnded(namespace).zeroEnded(schemaLocation).zeroEnded(auxiliaryMimeTypes);
    children.write(box);
  }
}
