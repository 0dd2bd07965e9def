package org.smoothlab.simulator.content;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.box.TrackDefaults;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.Announce;

/**
 * Cuts what FFmpeg's muxer writes into the fragments of a presentation: one track each, pictures
 * from a key frame on, beginning at the same times on all of a picture's rungs.
 *
 * <p>Times are those that the edit lists of the header mean: what is shown at 0 has time 0, and
 * what lies before it, an encoder's priming, is left out. Of each track two fragments wait at most.
 */
final class FragmentCutter {
  private static final BoxLimits LIMITS =
      new BoxLimits(Map.of(MdatBox.TYPE, 256L << 20, BoxType.of("mfra"), 64L << 20), 16L << 20);

  private final BoxSplitter splitter = new BoxSplitter(LIMITS);
  private final Grid grid;
  private final Sink sink;
  private final List<TopLevelBox> header = new ArrayList<>();
  private final Map<Integer, Lane> lanes = new LinkedHashMap<>();
  private Optional<Announce> announce = Optional.empty();
  private Optional<TopLevelBox> moof = Optional.empty();

  /**
   * Where fragments begin, as times of {@link Lane#CLOCK}.
   *
   * @param frames of pictures in a fragment, or in 2 s of sound alone
   * @param rate of them
   * @param aligned whether pictures begin exactly there; else at the first key frame that comes
   *     close
   */
  record Grid(long frames, FrameRate rate, boolean aligned) {
    long startTicks(long index) {
      return rate.ticks(index * frames, Lane.CLOCK.ticksPerSecond());
    }

    long frameTicks() {
      return rate.ticks(1, Lane.CLOCK.ticksPerSecond());
    }

    /** The last place at or before a time, where a little early counts as there. */
    long indexAt(long ticks) {
      long period = startTicks(1);
      long index = Math.max(0, ticks / period - 1);
      while (startTicks(index + 1) <= ticks + Lane.EARLY_TICKS) {
        index++;
      }
      return index;
    }
  }

  /** Takes what is cut. */
  interface Sink {
    /** The file's header, before all fragments. */
    void header(List<TopLevelBox> boxes) throws IOException;

    /** One fragment, in the timescale of its track. */
    void fragment(int trackNumber, List<Sample> samples) throws IOException;
  }

  FragmentCutter(Grid grid, Sink sink) {
    this.grid = grid;
    this.sink = sink;
  }

  /**
   * Takes the next bytes.
   *
   * @throws MediaException if they are no fragmented MP4, or key frames are not where they should
   *     be
   */
  void feed(Slice bytes) throws MediaException, IOException {
    for (TopLevelBox box : splitter.feed(bytes)) {
      if (box.type().equals(MoofBox.TYPE)) {
        moof = Optional.of(box);
      } else if (box.type().equals(MdatBox.TYPE)) {
        takeMdat(box);
      } else if (announce.isEmpty()) {
        takeHeader(box);
      }
    }
  }

  /** After the last bytes. */
  void end() throws MediaException, IOException {
    splitter.feed(Slice.EMPTY);
    if (announce.isEmpty() || splitter.pendingBytes() > 0) {
      throw new MalformedMediaException("FFmpeg's output ends before its time");
    }
    for (Lane lane : lanes.values()) {
      for (List<Sample> left : lane.end()) {
        put(lane, left);
      }
    }
  }

  private void takeHeader(TopLevelBox box) throws MediaException, IOException {
    header.add(box);
    if (!box.type().equals(MoovBox.TYPE)) {
      return;
    }
    Announce known = Announce.read(header);
    announce = Optional.of(known);
    MoovBox movie = BoxList.read(box.bytes(), "moov").find(MoovBox.class).orElseThrow();
    for (TrackInfo track : known.tracks()) {
      long shownTicks = EditLists.shownTicks(movie, track);
      boolean isPicture = track.stream().kind() == StreamKind.VIDEO;
      lanes.put(track.trackNumber(), new Lane(track, isPicture, shownTicks, grid));
    }
    header.removeLast();
    header.add(EditLists.without(movie));
    sink.header(header);
  }

  private void takeMdat(TopLevelBox box) throws MediaException, IOException {
    Announce known =
        announce.orElseThrow(() -> new MalformedMediaException("mdat without a moov before it"));
    TopLevelBox head =
        moof.orElseThrow(() -> new MalformedMediaException("mdat without a moof before it"));
    moof = Optional.empty();
    for (Fragment piece : FragmentReader.read(head.bytes(), box.bytes(), known.defaults())) {
      Lane lane = lanes.get(piece.trackNumber());
      if (lane == null) {
        throw new MalformedMediaException("track " + piece.trackNumber() + " was not announced");
      }
      TrackDefaults own = known.defaults().getOrDefault(piece.trackNumber(), TrackDefaults.NONE);
      for (Sample sample : FragmentReader.samples(piece, own)) {
        put(lane, lane.take(sample));
      }
    }
  }

  private void put(Lane lane, List<Sample> samples) throws IOException {
    if (!samples.isEmpty()) {
      sink.fragment(lane.track().trackNumber(), samples);
    }
  }

  /** When and how long samples are shown. */
  static FragmentTime timeOf(List<Sample> samples) {
    return new FragmentTime(
        samples.getFirst().decodeTicks() + samples.getFirst().compositionOffsetTicks(),
        samples.stream().mapToLong(Sample::durationTicks).sum());
  }
}
