package org.smoothlab.media.box;

import java.util.HashMap;
import java.util.List;
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
              Map.entry(AvcCBox.TYPE, (type, in) -> AvcCBox.read(in)),
              Map.entry(BtrtBox.TYPE, (type, in) -> BtrtBox.read(in)),
              Map.entry(ChunksBox.TYPE, (type, in) -> ChunksBox.read(in)),
              Map.entry(Co64Box.TYPE, (type, in) -> Co64Box.read(in)),
              Map.entry(ColrBox.TYPE, (type, in) -> ColrBox.read(in)),
              Map.entry(CttsBox.TYPE, (type, in) -> CttsBox.read(in)),
              Map.entry(Dac3Box.TYPE, (type, in) -> Dac3Box.read(in)),
              Map.entry(Dec3Box.TYPE, (type, in) -> Dec3Box.read(in)),
              Map.entry(DinfBox.TYPE, (type, in) -> DinfBox.read(in)),
              Map.entry(DrefBox.TYPE, (type, in) -> DrefBox.read(in)),
              Map.entry(EdtsBox.TYPE, (type, in) -> EdtsBox.read(in)),
              Map.entry(ElngBox.TYPE, (type, in) -> ElngBox.read(in)),
              Map.entry(ElstBox.TYPE, (type, in) -> ElstBox.read(in)),
              Map.entry(EmsgBox.TYPE, (type, in) -> EmsgBox.read(in)),
              Map.entry(EsdsBox.TYPE, (type, in) -> EsdsBox.read(in)),
              Map.entry(FrmaBox.TYPE, (type, in) -> FrmaBox.read(in)),
              Map.entry(FtypBox.TYPE, (type, in) -> FtypBox.read(in)),
              Map.entry(HdlrBox.TYPE, (type, in) -> HdlrBox.read(in)),
              Map.entry(HvcCBox.TYPE, (type, in) -> HvcCBox.read(in)),
              Map.entry(KindBox.TYPE, (type, in) -> KindBox.read(in)),
              Map.entry(LiveServerManifestBox.TYPE, (type, in) -> LiveServerManifestBox.read(in)),
              Map.entry(MdatBox.TYPE, (type, in) -> MdatBox.read(in)),
              Map.entry(MdhdBox.TYPE, (type, in) -> MdhdBox.read(in)),
              Map.entry(MdiaBox.TYPE, (type, in) -> MdiaBox.read(in)),
              Map.entry(MehdBox.TYPE, (type, in) -> MehdBox.read(in)),
              Map.entry(MetaBox.TYPE, (type, in) -> MetaBox.read(in)),
              Map.entry(MfhdBox.TYPE, (type, in) -> MfhdBox.read(in)),
              Map.entry(MfraBox.TYPE, (type, in) -> MfraBox.read(in)),
              Map.entry(MfroBox.TYPE, (type, in) -> MfroBox.read(in)),
              Map.entry(MinfBox.TYPE, (type, in) -> MinfBox.read(in)),
              Map.entry(MoofBox.TYPE, (type, in) -> MoofBox.read(in)),
              Map.entry(MoovBox.TYPE, (type, in) -> MoovBox.read(in)),
              Map.entry(MvexBox.TYPE, (type, in) -> MvexBox.read(in)),
              Map.entry(MvhdBox.TYPE, (type, in) -> MvhdBox.read(in)),
              Map.entry(NmhdBox.TYPE, (type, in) -> NmhdBox.read(in)),
              Map.entry(PaspBox.TYPE, (type, in) -> PaspBox.read(in)),
              Map.entry(PiffPsshBox.TYPE, (type, in) -> PiffPsshBox.read(in)),
              Map.entry(PiffSencBox.TYPE, (type, in) -> PiffSencBox.read(in)),
              Map.entry(PiffTencBox.TYPE, (type, in) -> PiffTencBox.read(in)),
              Map.entry(PrftBox.TYPE, (type, in) -> PrftBox.read(in)),
              Map.entry(PsshBox.TYPE, (type, in) -> PsshBox.read(in)),
              Map.entry(SaioBox.TYPE, (type, in) -> SaioBox.read(in)),
              Map.entry(SaizBox.TYPE, (type, in) -> SaizBox.read(in)),
              Map.entry(SbgpBox.TYPE, (type, in) -> SbgpBox.read(in)),
              Map.entry(SchiBox.TYPE, (type, in) -> SchiBox.read(in)),
              Map.entry(SchmBox.TYPE, (type, in) -> SchmBox.read(in)),
              Map.entry(SdtpBox.TYPE, (type, in) -> SdtpBox.read(in)),
              Map.entry(SencBox.TYPE, (type, in) -> SencBox.read(in)),
              Map.entry(SgpdBox.TYPE, (type, in) -> SgpdBox.read(in)),
              Map.entry(SidxBox.TYPE, (type, in) -> SidxBox.read(in)),
              Map.entry(SinfBox.TYPE, (type, in) -> SinfBox.read(in)),
              Map.entry(SmhdBox.TYPE, (type, in) -> SmhdBox.read(in)),
              Map.entry(StblBox.TYPE, (type, in) -> StblBox.read(in)),
              Map.entry(StcoBox.TYPE, (type, in) -> StcoBox.read(in)),
              Map.entry(SthdBox.TYPE, (type, in) -> SthdBox.read(in)),
              Map.entry(StreamManifestBox.TYPE, (type, in) -> StreamManifestBox.read(in)),
              Map.entry(StscBox.TYPE, (type, in) -> StscBox.read(in)),
              Map.entry(StsdBox.TYPE, (type, in) -> StsdBox.read(in)),
              Map.entry(StssBox.TYPE, (type, in) -> StssBox.read(in)),
              Map.entry(StszBox.TYPE, (type, in) -> StszBox.read(in)),
              Map.entry(SttsBox.TYPE, (type, in) -> SttsBox.read(in)),
              Map.entry(StypBox.TYPE, (type, in) -> StypBox.read(in)),
              Map.entry(SubsBox.TYPE, (type, in) -> SubsBox.read(in)),
              Map.entry(TencBox.TYPE, (type, in) -> TencBox.read(in)),
              Map.entry(TfdtBox.TYPE, (type, in) -> TfdtBox.read(in)),
              Map.entry(TfhdBox.TYPE, (type, in) -> TfhdBox.read(in)),
              Map.entry(TfraBox.TYPE, (type, in) -> TfraBox.read(in)),
              Map.entry(TfrfBox.TYPE, (type, in) -> TfrfBox.read(in)),
              Map.entry(TfxdBox.TYPE, (type, in) -> TfxdBox.read(in)),
              Map.entry(TkhdBox.TYPE, (type, in) -> TkhdBox.read(in)),
              Map.entry(TrafBox.TYPE, (type, in) -> TrafBox.read(in)),
              Map.entry(TrakBox.TYPE, (type, in) -> TrakBox.read(in)),
              Map.entry(TrefBox.TYPE, (type, in) -> TrefBox.read(in)),
              Map.entry(TrexBox.TYPE, (type, in) -> TrexBox.read(in)),
              Map.entry(TrunBox.TYPE, (type, in) -> TrunBox.read(in)),
              Map.entry(UdtaBox.TYPE, (type, in) -> UdtaBox.read(in)),
              Map.entry(UriBox.TYPE, (type, in) -> UriBox.read(in)),
              Map.entry(UrlBox.TYPE, (type, in) -> UrlBox.read(in)),
              Map.entry(VmhdBox.TYPE, (type, in) -> VmhdBox.read(in)),
              Map.entry(VttCBox.TYPE, (type, in) -> VttCBox.read(in))));

  /** The children of {@code stsd}. */
  static final BoxTable SAMPLE_ENTRIES = sampleEntries();

  BoxTable {
    parserByType = Map.copyOf(parserByType);
  }

  /** How boxes of {@code type} are read: kept as they are when the type is not known. */
  Parser parserOf(BoxType type) {
    return parserByType.getOrDefault(type, BoxTable::readOpaque);
  }

  private static BoxTable sampleEntries() {
    Map<BoxType, Parser> entries = new HashMap<>();
    List.of("avc1", "avc3", "hvc1", "hev1", "dvh1", "dvhe", "vp09", "av01", "jpeg", "encv")
        .forEach(type -> entries.put(BoxType.of(type), VisualSampleEntry::read));
    List.of("mp4a", "ac-3", "ec-3", "Opus", "fLaC", "enca")
        .forEach(type -> entries.put(BoxType.of(type), AudioSampleEntry::read));
    List.of(MetadataSampleEntry.SCTE, MetadataSampleEntry.URIM)
        .forEach(type -> entries.put(type, MetadataSampleEntry::read));
    entries.put(StppSampleEntry.TYPE, (type, in) -> StppSampleEntry.read(in));
    entries.put(WvttSampleEntry.TYPE, (type, in) -> WvttSampleEntry.read(in));
    return new BoxTable(entries);
  }

  private static Box readOpaque(BoxType type, BoxReader in) {
    return new OpaqueBox(type, in.rest());
  }
}
