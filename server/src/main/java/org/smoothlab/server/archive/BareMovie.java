package org.smoothlab.server.archive;

import java.util.List;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.DinfBox;
import org.smoothlab.media.box.DrefBox;
import org.smoothlab.media.box.HdlrBox;
import org.smoothlab.media.box.MdhdBox;
import org.smoothlab.media.box.MdiaBox;
import org.smoothlab.media.box.MinfBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.MvexBox;
import org.smoothlab.media.box.MvhdBox;
import org.smoothlab.media.box.NmhdBox;
import org.smoothlab.media.box.StblBox;
import org.smoothlab.media.box.StcoBox;
import org.smoothlab.media.box.StscBox;
import org.smoothlab.media.box.StsdBox;
import org.smoothlab.media.box.StszBox;
import org.smoothlab.media.box.SttsBox;
import org.smoothlab.media.box.TkhdBox;
import org.smoothlab.media.box.TrakBox;
import org.smoothlab.media.box.TrexBox;
import org.smoothlab.media.box.UrlBox;

/** A {@code moov} that says everything of a track but how it is coded: nobody here knows. */
final class BareMovie {
  private BareMovie() {}

  static MoovBox of(TrackInfo track) {
    long ticksPerSecond = track.stream().timescale().ticksPerSecond();
    MvhdBox header =
        new MvhdBox(
            0,
            0,
            0,
            ticksPerSecond,
            0,
            0x1_0000,
            0x100,
            MvhdBox.UNITY_MATRIX,
            track.trackNumber() + 1L);
    TrakBox trak = new TrakBox(BoxList.of(trackHeader(track), media(track)));
    MvexBox fragments = new MvexBox(BoxList.of(new TrexBox(track.trackNumber(), 1, 0, 0, 0)));
    return new MoovBox(BoxList.of(header, trak, fragments));
  }

  private static Box trackHeader(TrackInfo track) {
    boolean pictures = track.level().format() instanceof MediaFormat.Video;
    MediaFormat.Video size =
        track.level().format() instanceof MediaFormat.Video video
            ? video
            : new MediaFormat.Video(0, 0, 4);
    return new TkhdBox(
        0,
        3,
        0,
        0,
        track.trackNumber(),
        0,
        0,
        0,
        pictures ? 0 : 0x100,
        MvhdBox.UNITY_MATRIX,
        (long) size.maxWidth() << 16,
        (long) size.maxHeight() << 16);
  }

  private static Box media(TrackInfo track) {
    StreamInfo stream = track.stream();
    String language = stream.language().matches("[a-z]{3}") ? stream.language() : "und";
    String handler =
        switch (stream.kind()) {
          case VIDEO -> "vide";
          case AUDIO -> "soun";
          case TEXT -> "text";
        };
    BoxList samples =
        BoxList.of(
            new StsdBox(BoxList.NONE),
            new SttsBox(List.of()),
            new StscBox(List.of()),
            new StszBox(0, 0, List.of()),
            new StcoBox(List.of()));
    return new MdiaBox(
        BoxList.of(
            new MdhdBox(0, 0, 0, stream.timescale().ticksPerSecond(), 0, language),
            new HdlrBox(handler, ""),
            new MinfBox(
                BoxList.of(
                    new NmhdBox(0),
                    new DinfBox(BoxList.of(new DrefBox(BoxList.of(new UrlBox(""))))),
                    new StblBox(samples)))));
  }
}
