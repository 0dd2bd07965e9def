package org.smoothlab.simulator.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.EdtsBox;
import org.smoothlab.media.box.ElstBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.MvhdBox;
import org.smoothlab.media.box.TkhdBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.box.TrakBox;

/**
 * When the media of tracks is shown, as MP4 tells it.
 *
 * @see "ISO/IEC 14496-12, 8.6.6"
 */
final class EditLists {
  private EditLists() {}

  /** When a track's time 0 is shown, on the track's clock: below 0 if its start is not shown. */
  static long shownTicks(MoovBox movie, TrackInfo track) {
    Timescale clock =
        new Timescale(
            movie
                .children()
                .find(MvhdBox.class)
                .map(MvhdBox::timescaleTicksPerSecond)
                .orElse(Timescale.SMOOTH.ticksPerSecond()));
    Optional<ElstBox> edits =
        movie.children().all(TrakBox.class).stream()
            .filter(trak -> isOf(trak, track.trackNumber()))
            .findFirst()
            .flatMap(trak -> trak.children().find(EdtsBox.class))
            .flatMap(edts -> edts.children().find(ElstBox.class));
    long emptyTicks = 0;
    for (ElstBox.Entry entry : edits.map(ElstBox::entries).orElse(List.of())) {
      if (entry.mediaStartTicks() >= 0) {
        return emptyTicks - entry.mediaStartTicks();
      }
      emptyTicks += track.stream().timescale().rescaleFloor(entry.durationTicks(), clock);
    }
    return emptyTicks;
  }

  /** The same movie without them: for media whose times say all themselves. */
  static TopLevelBox without(MoovBox movie) {
    List<Box> boxes = new ArrayList<>();
    for (Box box : movie.children().boxes()) {
      Optional<TrakBox> trak = BoxList.of(box).find(TrakBox.class);
      boxes.add(trak.isPresent() ? withoutEdits(trak.get()) : box);
    }
    BoxWriter out = new BoxWriter();
    new MoovBox(new BoxList(boxes)).write(out);
    return new TopLevelBox(MoovBox.TYPE, out.toSlice(), 0);
  }

  private static TrakBox withoutEdits(TrakBox trak) {
    return new TrakBox(
        new BoxList(
            trak.children().boxes().stream()
                .filter(box -> !box.type().equals(EdtsBox.TYPE))
                .toList()));
  }

  private static boolean isOf(TrakBox trak, int trackNumber) {
    return trak.children()
        .find(TkhdBox.class)
        .filter(header -> header.trackNumber() == trackNumber)
        .isPresent();
  }
}
