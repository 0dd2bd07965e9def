package org.smoothlab.server.protocol;

import static org.smoothlab.server.protocol.Stage.POINT;

import io.lindstrom.m3u8.parser.MasterPlaylistParser;
import io.lindstrom.m3u8.parser.MediaPlaylistParser;
import io.lindstrom.m3u8.parser.ParsingMode;
import io.lindstrom.m3u8.parser.PlaylistParserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.dash.AdaptationSet;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.Period;
import org.smoothlab.media.dash.Representation;
import org.smoothlab.media.dash.SegmentTemplate;
import org.smoothlab.server.origin.TestTrack;

/**
 * Asks for every document of an event, holds each against the rules and a foreign parser, and asks
 * for the segments at both ends of what it is told of.
 */
final class EventViewer {
  private static final List<String> HLS = List.of("m3u8-cmaf", "m3u8-aapl");
  private static final List<String> DASH =
      List.of("mpd-time-cmaf", "mpd-time-csf", "mpd-number-cmaf");

  private static final Path KEPT = Path.of("target", "mpd");

  /** Of one event nobody reads more. */
  private static final int VIOLATION_COUNT_MAX = 20;

  private final MediaPlaylistParser media = new MediaPlaylistParser(ParsingMode.STRICT);
  private final MasterPlaylistParser multivariant = new MasterPlaylistParser(ParsingMode.STRICT);
  private final Stage stage;
  private final Map<String, List<HlsLiveRules>> hls = new LinkedHashMap<>();
  private final Map<String, DashLiveRules> dash = new LinkedHashMap<>();
  private final Map<String, String> known = new LinkedHashMap<>();
  private final List<String> found = new ArrayList<>();
  private Optional<PatchedMpd> patched = Optional.empty();
  private int patchCount;
  private int documentCount;
  private int segmentCount;

  /**
   * @param isTrue whether there is really nothing in a hole of a timeline
   */
  EventViewer(Stage stage, Predicate<DashLiveRules.Hole> isTrue) {
    this.stage = stage;
    for (String format : HLS) {
      List<HlsLiveRules> rules = new ArrayList<>();
      LiveEventWorld.TRACKS.forEach(track -> rules.add(new HlsLiveRules(playlist(track, format))));
      hls.put(format, rules);
    }
    DASH.forEach(format -> dash.put(format, new DashLiveRules(format, isTrue)));
  }

  /** Documents that were new. */
  int documentCount() {
    return documentCount;
  }

  /** Documents that clients could make of those before. */
  int patchCount() {
    return patchCount;
  }

  /** Segments that were there. */
  int segmentCount() {
    return segmentCount;
  }

  /** What was broken: the first of it. */
  List<String> violations() {
    return allViolations().stream().limit(VIOLATION_COUNT_MAX).toList();
  }

  List<String> allViolations() {
    List<String> all = new ArrayList<>(found);
    hls.values().forEach(rules -> rules.forEach(one -> all.addAll(one.violations())));
    dash.values().forEach(one -> all.addAll(one.violations()));
    return all;
  }

  /** Asks for everything once. */
  void look() {
    for (String format : HLS) {
      fetch(POINT + "/Manifest(format=" + format + ")").ifPresent(this::parseMultivariant);
      List<HlsLiveRules> rules = hls.getOrDefault(format, List.of());
      for (int index = 0; index < rules.size(); index++) {
        lookAtPlaylist(LiveEventWorld.TRACKS.get(index), format, rules.get(index));
      }
      found.addAll(HlsLiveRules.notAlike(rules));
    }
    dash.forEach(this::lookAtMpd);
  }

  /** The document, if it is there and another one than before. */
  private Optional<String> fetch(String path) {
    Reply reply = stage.get(path);
    if (reply.status() != 200) {
      return Optional.empty();
    }
    String text = Stage.text(reply);
    boolean fresh = !text.equals(known.put(path, text));
    documentCount += fresh ? 1 : 0;
    return fresh ? Optional.of(text) : Optional.empty();
  }

  private void parseMultivariant(String text) {
    try {
      multivariant.readPlaylist(text);
    } catch (PlaylistParserException e) {
      found.add("a foreign parser: " + e.getMessage() + " in\n" + text);
    }
  }

  // ---- HLS

  private static String folder(TestTrack track) {
    return POINT + "/QualityLevels(" + track.bitrateBps() + ")/";
  }

  private static String playlist(TestTrack track, String format) {
    return folder(track) + "Manifest(" + track.name() + ",format=" + format + ")";
  }

  private void lookAtPlaylist(TestTrack track, String format, HlsLiveRules rules) {
    Optional<String> fresh = fetch(playlist(track, format));
    if (fresh.isEmpty()) {
      return;
    }
    String text = fresh.get();
    rules.take(text, stage.nowNanos);
    try {
      media.readPlaylist(text);
    } catch (PlaylistParserException e) {
      found.add("a foreign parser: " + e.getMessage() + " in\n" + text);
    }
    boolean isReal = !track.isVideo() || format.equals("m3u8-cmaf");
    if (isReal) {
      rules
          .newest()
          .ifPresent(now -> ends(now).forEach(uri -> requireThere(folder(track) + uri, "listed")));
      List<String> owed = rules.removedButOwed(stage.nowNanos);
      owed.forEach(uri -> requireThere(folder(track) + uri, "removed, but owed"));
    }
  }

  /** The first and the last segment that have media. */
  private static List<String> ends(LivePlaylist now) {
    List<String> uris =
        now.segments().stream()
            .filter(segment -> !segment.gap())
            .map(LivePlaylist.Segment::uri)
            .toList();
    return uris.isEmpty() ? List.of() : List.of(uris.getFirst(), uris.getLast());
  }

  private void requireThere(String path, String why) {
    int status = stage.get(path).status();
    segmentCount++;
    if (status != 200) {
      found.add(
          "%s at %d ms: %s: expected 200, found %d"
              .formatted(path, stage.nowNanos / 1_000_000, why, status));
    }
  }

  // ---- DASH

  private void lookAtMpd(String format, DashLiveRules rules) {
    fetch(POINT + "/Manifest(format=" + format + ")")
        .ifPresent(text -> {
          rules.take(text, stage.nowNanos);
          rules.newest().ifPresent(this::requireEnds);
          keep(format, text, "mpd");
          if (format.equals("mpd-time-cmaf")) {
            patch(format, text);
          }
        });
  }

  /** A patch makes the new document of the old one, or is not for it. */
  private void patch(String format, String text) {
    PatchedMpd whole = new PatchedMpd(text);
    String location = patched.map(PatchedMpd::location).orElse("");
    if (!location.isEmpty()) {
      Reply reply = stage.get(POINT + "/" + location);
      boolean isPatch =
          reply.header("Content-Type").equals(Optional.of("application/dash-patch+xml"));
      if (isPatch) {
        keep(format, Stage.text(reply), "mpp");
      }
      if (isPatch && patched.get().take(Stage.text(reply))) {
        patchCount++;
        if (!patched.get().toString().equals(whole.toString())) {
          found.add(
              "%s\nmakes\n%s\nof what was before, expected\n%s"
                  .formatted(Stage.text(reply), patched.get(), whole));
        }
      }
    }
    patched = Optional.of(whole);
  }

  /** For who has the published schema, and validates against it. */
  private void keep(String format, String text, String suffix) {
    Path file = KEPT.resolve("%s-%05d.%s".formatted(format, stage.nowNanos / Stage.SECOND, suffix));
    try {
      Files.createDirectories(KEPT);
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireEnds(Mpd now) {
    for (Period period : List.of(now.periods().getFirst(), now.periods().getLast())) {
      for (AdaptationSet set : period.sets()) {
        // What one level lacks is told of for all of them.
        Representation best = set.representations().getFirst();
        if (set.template().addressing()
            instanceof SegmentTemplate.Addressing.ByTime(var timeline)) {
          List<FragmentTime> times = timeline.times();
          for (FragmentTime time : List.of(times.getFirst(), times.getLast())) {
            requireThere(
                POINT + "/" + set.template().media(best, time.startTicks()), "listed in an MPD");
          }
        }
        requireThere(POINT + "/" + set.template().initialization(best), "initialization");
      }
    }
  }
}
