package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.CodecName;
import org.smoothlab.media.hls.MediaPlaylist;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.media.transmux.InitSegment;
import org.smoothlab.media.transmux.TsProgram;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.Timeline;

/**
 * Says in playlists what a point has that is whole.
 *
 * @see "RFC 8216, 4.3"
 */
final class HlsPlaylists {
  /** The option of a playlist of key frames, and its value. */
  private static final CustomAttribute KEY_FRAMES = new CustomAttribute("type", "keyframes");

  /** The option of what is a part of a segment. */
  private static final CustomAttribute PART = new CustomAttribute("part", "true");

  private final PointView view;
  private final Format format;
  private final HlsRuns runs;
  private final HlsCuts cuts;
  private final Map<StreamKind, List<Track>> tracks = new EnumMap<>(StreamKind.class);
  private final Map<TrackId, Optional<HlsParts>> parts = new ConcurrentHashMap<>();

  /** What is told depends on the settings, too, which those of recordings may change. */
  private record Key(Format format, Optional<OutputModule.Hls> settings) {}

  private HlsPlaylists(PointView view, Format format, HlsRuns runs) {
    this.view = view;
    this.format = format;
    this.runs = runs;
    this.cuts = new HlsCuts(view, runs, this::tracks, format == Format.M3U8_CMAF);
    for (StreamKind kind : StreamKind.values()) {
      tracks.put(kind, carried(kind));
    }
  }

  /** Those of a version of a point: made once, and shared by all who ask for any of it. */
  static HlsPlaylists of(PointView view, Format format, HlsRuns runs) {
    return view.shared(
        new Key(format, view.settings().hls()),
        HlsPlaylists.class,
        () -> new HlsPlaylists(view, format, runs));
  }

  // ---- tracks

  /** A track that HLS can carry, and the stream it belongs to. */
  record Track(Timeline timeline, TrackInfo info) {
    Timescale clock() {
      return info.stream().timescale();
    }

    boolean isCaptions() {
      return info.stream().kind() == StreamKind.TEXT;
    }

    SmoothUrl.Track name() {
      return new SmoothUrl.Track(info.level().bitrateBps(), List.of(), info.stream().name());
    }
  }

  /** The tracks of a kind that something is published of and that HLS can carry, as announced. */
  List<Track> tracks(StreamKind kind) {
    return tracks.getOrDefault(kind, List.of());
  }

  private List<Track> carried(StreamKind kind) {
    List<Track> found = new ArrayList<>();
    for (Timeline timeline : view.timelines()) {
      boolean sparse = timeline.stream().isSparse() && kind != StreamKind.TEXT;
      if (timeline.stream().kind() != kind || sparse) {
        continue;
      }
      for (int slot = 0; slot < timeline.tracks().size(); slot++) {
        TrackInfo info = timeline.tracks().get(slot);
        if (timeline.isListed(slot) && isCarried(info)) {
          found.add(new Track(timeline, info));
        }
      }
    }
    return found;
  }

  private boolean isCarried(TrackInfo track) {
    if (track.stream().kind() == StreamKind.TEXT) {
      return format != Format.M3U8_AAPL_V3 && CodecName.isTtml(track.level().fourCc());
    }
    if (track.level().fourCc().equalsIgnoreCase("JPEG")) {
      return false;
    }
    if (format != Format.M3U8_CMAF) {
      return TsProgram.canCarry(track);
    }
    try {
      InitSegment.of(track);
      return true;
    } catch (MediaException _) {
      return false;
    }
  }

  /** The track of this name; empty if it is not carried. */
  Optional<Track> find(SmoothUrl.Track wanted) {
    return view.timeline(wanted.streamName()).stream()
        .flatMap(timeline -> tracks(timeline.stream().kind()).stream())
        .filter(track -> track.info.stream().name().equals(wanted.streamName()))
        .filter(track -> track.info.level().bitrateBps() == wanted.bitrateBps())
        .filter(track -> track.info.level().customAttributes().containsAll(wanted.attributes()))
        .findFirst();
  }

  /** The track of sound that goes into segments of pictures. */
  Optional<Track> sound(String streamName) {
    return tracks(StreamKind.AUDIO).stream()
        .filter(track -> streamName.isEmpty() || track.info.stream().name().equals(streamName))
        .findFirst();
  }

  static boolean asksForKeyFrames(SmoothUrl.TrackManifest url) {
    return url.option(KEY_FRAMES.name()).filter(KEY_FRAMES.value()::equalsIgnoreCase).isPresent();
  }

  /** Whether a track has a playlist of key frames; players that know version 3 know none. */
  static boolean hasKeyFrames(Track track, Format format) {
    return format != Format.M3U8_AAPL_V3 && track.info.stream().kind() == StreamKind.VIDEO;
  }

  /**
   * How URLs end.
   *
   * @param sound that goes into segments
   */
  List<CustomAttribute> options(Optional<Track> sound) {
    List<CustomAttribute> options = new ArrayList<>();
    options.add(new CustomAttribute("format", format.word()));
    sound.ifPresent(
        one -> options.add(new CustomAttribute("audiotrack", one.info.stream().name())));
    return options;
  }

  static boolean asksForPart(SmoothUrl.FragmentRequest url) {
    return url.option(PART.name()).filter(PART.value()::equalsIgnoreCase).isPresent();
  }

  List<CustomAttribute> keyFrameOptions() {
    return List.of(new CustomAttribute("format", format.word()), KEY_FRAMES);
  }

  // ---- the playlist of one track

  /** How long segments are, in seconds of the grid. */
  int gridSeconds() {
    return cuts.gridSeconds();
  }

  /**
   * The segments of a track.
   *
   * @param sound that goes into them, of which they need all
   */
  HlsCuts.Cut cut(Track track, Optional<Track> sound) {
    return cuts.cut(track, sound);
  }

  /** Of a playlist that is told now: what holds for all that follow it, and its target duration. */
  int begin(Track track, Optional<Track> sound) {
    int seconds = runs.targetSeconds(cuts.grid(track), this::targetSeconds);
    HlsCuts.Cut cut = cut(track, sound);
    if (!cut.segments().isEmpty() && !track.isCaptions()) {
      long firstTicks = cut.times().get(cut.segments().getFirst().from()).startTicks();
      runs.begins(cuts.grid(track), track.info.id(), firstTicks);
    }
    return seconds;
  }

  /**
   * The live edge of a track in parts; empty when it did not come in chunks, or its segments cannot
   * be told in parts.
   *
   * @param targetSeconds the target duration
   */
  Optional<HlsParts> parts(Track track, int targetSeconds) {
    if (format != Format.M3U8_CMAF
        || !view.state().receives()
        || !HlsEncryption.keyUri(view).isEmpty()) {
      return Optional.empty();
    }
    long tailTicks = (long) HlsParts.TARGET_COUNT * targetSeconds * track.clock().ticksPerSecond();
    HlsCut grid = new HlsCut(track.clock(), cuts.gridSeconds());
    return parts.computeIfAbsent(
        track.info.id(), _ -> HlsParts.of(track, cut(track, Optional.empty()), grid, tailTicks));
  }

  /** All tracks that are delivered with segments of their own. */
  List<Track> tracks() {
    List<Track> all = new ArrayList<>(tracks(StreamKind.VIDEO));
    all.addAll(tracks(StreamKind.AUDIO));
    return all;
  }

  /** The target duration of all playlists, in seconds, by what there is now. */
  private int targetSeconds() {
    int target = gridSeconds();
    for (StreamKind kind : List.of(StreamKind.VIDEO, StreamKind.AUDIO)) {
      for (Track track : tracks(kind)) {
        List<FragmentTime> times = track.timeline.whole().times();
        HlsCut cut = new HlsCut(track.clock(), gridSeconds());
        if (!times.isEmpty()) {
          target = Math.max(target, cut.targetSeconds(times.getFirst().durationTicks()));
        }
      }
    }
    return target;
  }

  /**
   * Empty while no segment is complete.
   *
   * @param tail what comes behind the segments
   */
  Optional<Slice> media(
      Track track, Optional<Track> sound, int targetSeconds, MediaPlaylist.Tail tail) {
    Addresses addresses =
        new Addresses(
            traits(track, false),
            startTicks -> uri(SmoothUrl.Noun.FRAGMENTS, track, options(sound), startTicks),
            tail);
    return media(track, cut(track, sound), addresses, targetSeconds);
  }

  /** What comes behind segments of which nothing is told before they are complete. */
  MediaPlaylist.Tail tail() {
    return view.state().receives() ? MediaPlaylist.Tail.Simple.OPEN : MediaPlaylist.Tail.Simple.END;
  }

  /** Of the part that begins there. */
  String partUri(Track track, long startTicks) {
    List<CustomAttribute> options = new ArrayList<>(options(Optional.empty()));
    options.add(PART);
    return uri(SmoothUrl.Noun.FRAGMENTS, track, options, startTicks);
  }

  /** Of the playlist of a track, as seen from that of another one. */
  String siblingUri(Track track) {
    String full =
        new SmoothUrl.TrackManifest("/x.ism", "", track.name(), options(Optional.empty())).write();
    return "../" + full.substring(new SmoothUrl.Point("/x.ism").write().length() + 1);
  }

  /** The first picture of each segment; empty while none is complete. */
  Optional<Slice> keyFrames(Track track, int targetSeconds) {
    List<CustomAttribute> options = options(Optional.empty());
    Addresses addresses =
        new Addresses(
            traits(track, true),
            startTicks -> uri(SmoothUrl.Noun.KEY_FRAMES, track, options, startTicks),
            tail());
    return media(track, cut(track, Optional.empty()), addresses, targetSeconds);
  }

  /**
   * Where everything is that a playlist tells of.
   *
   * @param uri of a segment by the tick at which its media begins
   * @param tail what comes behind the segments
   */
  private record Addresses(
      MediaPlaylist.Traits traits, LongFunction<String> uri, MediaPlaylist.Tail tail) {}

  private Optional<Slice> media(
      Track track, HlsCuts.Cut cut, Addresses addresses, int targetSeconds) {
    if (cut.segments().isEmpty()) {
      return Optional.empty();
    }
    List<MediaPlaylist.Segment> segments = new ArrayList<>(cut.segments().size());
    int longestSeconds = targetSeconds;
    boolean gaps = false;
    long endTicks = Long.MIN_VALUE;
    for (HlsCut.Segment segment : cut.segments()) {
      long nanos = Timescale.NANOS.rescaleFloor(segment.time().durationTicks(), track.clock());
      longestSeconds = (int) Math.max(longestSeconds, (nanos + 500_000_000) / 1_000_000_000);
      // At the begin, and where media does not begin where it is told to have ended.
      boolean jumps = segment.time().startTicks() - endTicks > track.clock().ticksPerSecond() / 100;
      OptionalLong at =
          jumps || endTicks == Long.MIN_VALUE ? wallMillis(track, segment) : OptionalLong.empty();
      long startTicks =
          segment.isGap()
              ? segment.time().startTicks()
              : cut.times().get(segment.from()).startTicks();
      segments.add(
          new MediaPlaylist.Segment(nanos, addresses.uri.apply(startTicks), at, segment.isGap()));
      endTicks = segment.time().endTicks();
      gaps |= segment.isGap();
    }
    MediaPlaylist.Head head =
        new MediaPlaylist.Head(
            version(addresses.traits, gaps),
            longestSeconds,
            cut.segments().getFirst().number(),
            addresses.traits);
    return Optional.of(
        new MediaPlaylist(head, HlsDateRanges.of(view), segments, addresses.tail).write());
  }

  private static int version(MediaPlaylist.Traits traits, boolean gaps) {
    if (gaps) {
      return 8;
    }
    return !traits.mapUri().isEmpty() ? 6 : traits.keyFramesOnly() ? 4 : 3;
  }

  private OptionalLong wallMillis(Track track, HlsCut.Segment segment) {
    return view.runClock().stream()
        .mapToLong(clock -> clock.at(segment.time().startTicks(), track.clock()).toEpochMilli())
        .findFirst();
  }

  private MediaPlaylist.Traits traits(Track track, boolean keyFramesOnly) {
    boolean mayBeKept = view.settings().hls().map(HlsPlaylists::mayBeKept).orElse(true);
    return new MediaPlaylist.Traits(
        mapUri(track), HlsEncryption.keyUri(view), keyFramesOnly, mayBeKept);
  }

  private static boolean mayBeKept(OutputModule.Hls settings) {
    return settings.playlist().allowCaching();
  }

  private String mapUri(Track track) {
    return format == Format.M3U8_CMAF && !track.isCaptions()
        ? inFolder(new SmoothUrl.InitRequest("/x.ism", "", track.name(), options(Optional.empty())))
            + ".mp4"
        : "";
  }

  /**
   * As seen from the playlist of the track. FFmpeg loads nothing without a suffix that it knows.
   */
  private String uri(
      SmoothUrl.Noun noun, Track track, List<CustomAttribute> options, long startTicks) {
    SmoothUrl.Track name = track.name();
    return inFolder(
            new SmoothUrl.FragmentRequest(
                "/x.ism",
                "",
                noun,
                name.bitrateBps(),
                name.attributes(),
                name.streamName(),
                startTicks,
                options))
        + (track.isCaptions() ? ".vtt" : format == Format.M3U8_CMAF ? ".m4s" : ".ts");
  }

  private static String inFolder(SmoothUrl url) {
    String full = url.write();
    return full.substring(full.lastIndexOf('/') + 1);
  }
}
