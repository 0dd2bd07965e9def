package org.smoothlab.media.box;

import java.util.Map;
import org.smoothlab.media.bytes.MediaException;

/**
 * Which type of box is read how. The same four characters may mean another thing elsewhere, so a
 * box whose children have meanings of their own brings its own table.
 *
 * @param parserByType for the types that are known
 */
record BoxTable(Map<BoxType, Parser> parserByType) {
  /** Reads the body of one box into its record. */
  @FunctionalInterface
  interface Parser {
    Box read(BoxType type, BoxReader in) throws MediaException;
  }

  /** Every type whose meaning does not depend on its place. */
  static final BoxTable ANYWHERE =
      new BoxTable(
          Map.ofEntries(
              Map.entry(FreeBox.FREE, FreeBox::read),
              Map.entry(FreeBox.SKIP, FreeBox::read),
              Map.entry(MdatBox.TYPE, (type, in) -> MdatBox.read(in)),
              Map.entry(MfhdBox.TYPE, (type, in) -> MfhdBox.read(in)),
              Map.entry(MoofBox.TYPE, (type, in) -> MoofBox.read(in)),
              Map.entry(SaioBox.TYPE, (type, in) -> SaioBox.read(in)),
              Map.entry(TfdtBox.TYPE, (type, in) -> TfdtBox.read(in)),
              Map.entry(TfhdBox.TYPE, (type, in) -> TfhdBox.read(in)),
              Map.entry(TfrfBox.TYPE, (type, in) -> TfrfBox.read(in)),
              Map.entry(TfxdBox.TYPE, (type, in) -> TfxdBox.read(in)),
              Map.entry(TrafBox.TYPE, (type, in) -> TrafBox.read(in)),
              Map.entry(TrunBox.TYPE, (type, in) -> TrunBox.read(in))));

  BoxTable {
    parserByType = Map.copyOf(parserByType);
  }

  /** How boxes of {@code type} are read: kept as they are when the type is not known. */
  Parser parserOf(BoxType type) {
    return parserByType.getOrDefault(type, BoxTable::readOpaque);
  }

  private static Box readOpaque(BoxType type, BoxReader in) {
    return new OpaqueBox(type, in.rest());
  }
}
