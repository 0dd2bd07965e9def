package org.smoothlab.media.box;

import org.smoothlab.media.bytes.Slice;

/**
 * One box. Its record says what it means; what the record cannot say was either kept as an {@link
 * OpaqueBox} or as a {@link VerbatimBox}, so that what was read unchanged is written byte for byte.
 *
 * @see "ISO/IEC 14496-12, 4.2 Object structure"
 */
public sealed interface Box
    permits AudioSampleEntry,
        AvcCBox,
        BtrtBox,
        ChunksBox,
        Co64Box,
        ColrBox,
        CttsBox,
        Dac3Box,
        Dec3Box,
        DinfBox,
        DrefBox,
        EdtsBox,
        ElngBox,
        ElstBox,
        EmsgBox,
        EsdsBox,
        FreeBox,
        FrmaBox,
        FtypBox,
        HdlrBox,
        HvcCBox,
        KindBox,
        LiveServerManifestBox,
        MdatBox,
        MdhdBox,
        MdiaBox,
        MehdBox,
        MetaBox,
        MetadataSampleEntry,
        MfhdBox,
        MfraBox,
        MfroBox,
        MinfBox,
        MoofBox,
        MoovBox,
        MvexBox,
        MvhdBox,
        NmhdBox,
        OpaqueBox,
        PaspBox,
        PiffPsshBox,
        PiffSencBox,
        PiffTencBox,
        PrftBox,
        PsshBox,
        SaioBox,
        SaizBox,
        SbgpBox,
        SchiBox,
        SchmBox,
        SdtpBox,
        SencBox,
        SgpdBox,
        SidxBox,
        SinfBox,
        SmhdBox,
        StblBox,
        StcoBox,
        SthdBox,
        StppSampleEntry,
        StreamManifestBox,
        StscBox,
        StsdBox,
        StssBox,
        StszBox,
        SttsBox,
        StypBox,
        SubsBox,
        TencBox,
        TfdtBox,
        TfhdBox,
        TfraBox,
        TfrfBox,
        TfxdBox,
        TkhdBox,
        TrafBox,
        TrakBox,
        TrefBox,
        TrexBox,
        TrunBox,
        UdtaBox,
        UriBox,
        UrlBox,
        VerbatimBox,
        VisualSampleEntry,
        VmhdBox,
        VttCBox,
        WvttSampleEntry {

  /** What it is. */
  BoxType type();

  /** Writes the whole box, with its header. */
  void write(BoxWriter out);

  /** The boxes in it; none in a box of fields. */
  default BoxList children() {
    return BoxList.NONE;
  }

  /** How large the whole box is when it is written, with its header. */
  default long sizeBytes() {
    return toSlice().size();
  }

  /** The whole box, with its header. */
  default Slice toSlice() {
    BoxWriter out = new BoxWriter();
    write(out);
    return out.toSlice();
  }
}
