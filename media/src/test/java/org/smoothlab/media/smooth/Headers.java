package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.box.AudioSampleEntry;
import org.smoothlab.media.box.AvcCBox;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.HdlrBox;
import org.smoothlab.media.box.LiveServerManifestBox;
import org.smoothlab.media.box.MdhdBox;
import org.smoothlab.media.box.MdiaBox;
import org.smoothlab.media.box.MinfBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.MvexBox;
import org.smoothlab.media.box.MvhdBox;
import org.smoothlab.media.box.OpaqueBox;
import org.smoothlab.media.box.StblBox;
import org.smoothlab.media.box.StppSampleEntry;
import org.smoothlab.media.box.StsdBox;
import org.smoothlab.media.box.TkhdBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.box.TrakBox;
import org.smoothlab.media.box.TrexBox;
import org.smoothlab.media.box.VisualSampleEntry;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/** Header boxes of an ingest session, as odd as a test wants them. */
final class Headers {

  /** 640x360, Main profile; the published example. */
  static final Slice PRIVATE_DATA =
      Slice.ofHex(
          "00000001674D401ED900A02FF97011000003000100000300320F162E48" + "0000000168EBCCB2");

  /** The same as the body of an {@code avcC}. */
  static final Slice AVC_C =
      Slice.ofHex(
          "014D401EFFE10019674D401ED900A02FF97011000003000100000300320F162E4801000468EBCCB2");

  private Headers() {}

  /** A track and its number. */
  record Trak(long number, Box box) {}

  static Announce announce(Box... boxes) throws MediaException {
    List<TopLevelBox> header = new ArrayList<>();
    for (Box box : boxes) {
      header.add(new TopLevelBox(box.type(), box.toSlice(), 0));
    }
    return Announce.read(header);
  }

  static Box manifestBox(String tracks) {
    return new LiveServerManifestBox(
        Slice.ofUtf8("<smil><body><switch>" + tracks + "</switch></body></smil>"));
  }

  static Box moov(Trak... traks) {
    List<Box> children = new ArrayList<>();
    List<Box> trexes = new ArrayList<>();
    for (Trak trak : traks) {
      children.add(trak.box());
      trexes.add(new TrexBox(trak.number(), 1, 3003, 0, 0x0101_0000));
    }
    children.add(new MvexBox(new BoxList(trexes)));
    return new MoovBox(new BoxList(children));
  }

  static Trak trak(
      long number, String handler, long ticksPerSecond, String language, Box sampleEntry) {
    Box header = new TkhdBox(0, 3, 0, 0, number, 0, 0, 0, 0, MvhdBox.UNITY_MATRIX, 0, 0);
    Box minf =
        new MinfBox(BoxList.of(new StblBox(BoxList.of(new StsdBox(BoxList.of(sampleEntry))))));
    Box media =
        new MdiaBox(
            BoxList.of(
                new MdhdBox(0, 0, 0, ticksPerSecond, 0, language), new HdlrBox(handler, ""), minf));
    return new Trak(number, new TrakBox(BoxList.of(header, media)));
  }

  /** Says no size, so that it must come from elsewhere. */
  static Box videoEntry(Slice avcC, Box... more) {
    List<Box> children = new ArrayList<>(List.of(new AvcCBox(avcC)));
    children.addAll(List.of(more));
    return new VisualSampleEntry(BoxType.of("avc1"), 1, 0, 0, "", new BoxList(children));
  }

  /** Says 44100 Hz and two channels, which the codec data may know better. */
  static Box audioEntry(Box... children) {
    return new AudioSampleEntry(BoxType.of("mp4a"), 1, 2, 16, 44_100L << 16, BoxList.of(children));
  }

  static Box unknownEntry() {
    return new VisualSampleEntry(BoxType.of("vp09"), 1, 64, 36, "", BoxList.NONE);
  }

  static Box ttmlEntry() {
    return new StppSampleEntry(1, "http://www.w3.org/ns/ttml", "", "", BoxList.NONE);
  }

  static Box eventEntry() {
    return new OpaqueBox(BoxType.of("scte"), Slice.ofHex("000000000000 0001"));
  }
}
