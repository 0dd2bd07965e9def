package org.smoothlab.server.archive;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.FtypBox;
import org.smoothlab.media.box.LiveServerManifestBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.Announce;
import org.smoothlab.media.smooth.LiveServerManifest;
import org.smoothlab.media.transmux.InitSegment;

/**
 * What a log begins with: the same boxes that open an encoder's session. {@code moov} is for
 * players, the live server manifest tells the track in full, for us.
 *
 * @param track whose log it is
 * @param sizeBytes where the first fragment begins
 * @see "[MS-SSTR] 2.2.7.1 to 2.2.7.4"
 */
record LogHeader(TrackInfo track, long sizeBytes) {
  /** More than this is no header of ours. */
  static final int BYTES_MAX = 4 << 20;

  private static final String CREATOR = "Smoothlab archive";

  /** The boxes of a track of any codec. */
  static Slice write(TrackInfo track) {
    BoxWriter out = new BoxWriter();
    new FtypBox("isml", 1, List.of("isml", "piff", "iso2")).write(out);
    new LiveServerManifestBox(LiveServerManifest.of(CREATOR, List.of(track)).write()).write(out);
    movie(track).write(out);
    return out.toSlice();
  }

  private static MoovBox movie(TrackInfo track) {
    try {
      return BoxList.read(InitSegment.of(track), "init").find(MoovBox.class).orElseThrow();
    } catch (MediaException _) {
      // A codec that we cannot describe to players is still kept, and served as it came.
      return BareMovie.of(track);
    }
  }

  /**
   * Reads the boxes up to {@code moov}.
   *
   * @param start of a file, at least the header or {@link #BYTES_MAX}
   * @throws MediaException if they are no header of one track
   */
  static LogHeader read(Slice start) throws MediaException {
    List<TopLevelBox> header = new ArrayList<>();
    for (TopLevelBox box : new BoxSplitter(BoxLimits.LIVE).feed(start)) {
      header.add(box);
      if (box.type().equals(MoovBox.TYPE)) {
        Announce announce = Announce.read(header);
        if (announce.tracks().size() != 1) {
          throw new MalformedMediaException(
              "%d tracks, expected one in a log".formatted(announce.tracks().size()));
        }
        return new LogHeader(announce.tracks().getFirst(), box.offset() + box.bytes().size());
      }
    }
    throw new MalformedMediaException("no whole moov in the first " + start.size() + " bytes");
  }
}
