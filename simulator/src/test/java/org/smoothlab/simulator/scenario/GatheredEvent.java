package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.dash.AdaptationSet;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.MpdReader;
import org.smoothlab.media.dash.SegmentTemplate.Addressing;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.StreamIndex;
import org.smoothlab.media.transmux.InitSegment;

/**
 * All that an event gives to viewers, one file for each track and form of delivery: the segments
 * that manifest, playlist or MPD name, one behind the other, as a player feeds them to its decoder.
 * Of the pictures the first quality.
 */
final class GatheredEvent {
  private static final Pattern QUOTED_URI = Pattern.compile("URI=\"([^\"]+)\"");

  private final PushedEvent event;
  private final Path folder;

  GatheredEvent(PushedEvent event, Path folder) {
    this.event = event;
    this.folder = folder;
  }

  /** What a presentation is delivered as. */
  enum Form {
    SMOOTH(""),
    DASH("mpd-time-cmaf"),
    DASH_CSF("mpd-time-csf"),
    HLS_FMP4("m3u8-cmaf"),
    HLS_TS("m3u8-aapl"),
    /** The sound is among the pictures. */
    HLS_TS_MUXED("m3u8-aapl-v3");

    private final String word;

    Form(String word) {
      this.word = word;
    }

    boolean isTransportStream() {
      return this == HLS_TS || this == HLS_TS_MUXED;
    }

    /** Relative to nothing: the whole path. */
    private URI manifest() {
      String format = word.isEmpty() ? "" : "(format=" + word + ")";
      return URI.create(PushedEvent.POINT + "/Manifest" + format);
    }
  }

  /** Two files, or twice the same. */
  record Pair(Path pictures, Path sound) {
    boolean areOne() {
      return pictures.equals(sound);
    }
  }

  /** Fetches everything. */
  Pair files(Form form) throws Exception {
    Path pictures = write(form, StreamKind.VIDEO);
    return new Pair(pictures, form == Form.HLS_TS_MUXED ? pictures : write(form, StreamKind.AUDIO));
  }

  private Path write(Form form, StreamKind kind) throws Exception {
    List<Slice> parts =
        switch (form) {
          case SMOOTH -> smooth(kind);
          case DASH, DASH_CSF -> dash(form, kind);
          case HLS_FMP4, HLS_TS, HLS_TS_MUXED -> hls(form, kind);
        };
    String suffix = form.isTransportStream() ? ".ts" : ".mp4";
    Path file = folder.resolve((form + "-" + kind + suffix).toLowerCase(Locale.ROOT));
    try (OutputStream out = Files.newOutputStream(file)) {
      for (Slice part : parts) {
        out.write(part.toByteArray());
      }
    }
    return file;
  }

  // ---- Smooth

  /** When the fragments of a stream begin, as the client manifest has it: in ticks of its clock. */
  List<Long> fragmentTicks(StreamKind kind) throws MediaException {
    return stream(kind).chunks().stream().map(FragmentTime::startTicks).toList();
  }

  private StreamIndex stream(StreamKind kind) throws MediaException {
    return ManifestReader.read(event.get(Form.SMOOTH.manifest())).streams().stream()
        .filter(stream -> stream.info().kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  /** Smooth has no initialization segment: it is made of the manifest, as a player does. */
  private List<Slice> smooth(StreamKind kind) throws MediaException {
    StreamIndex stream = stream(kind);
    QualityLevel level = stream.levels().getFirst();
    List<Slice> parts = new ArrayList<>();
    for (FragmentTime chunk : stream.chunks()) {
      URI uri =
          stream
              .url()
              .resolve(
                  Form.SMOOTH.manifest(),
                  level.bitrateBps(),
                  level.customAttributes(),
                  chunk.startTicks());
      parts.add(event.get(uri));
    }
    int track = trackNumber(parts.getFirst());
    parts.addFirst(InitSegment.of(new TrackInfo(track, stream.info(), level)));
    return parts;
  }

  /** {@code tfhd}: type, version and flags, then track_ID. ISO/IEC 14496-12, 8.8.7. */
  private static int trackNumber(Slice fragment) {
    int type = fragment.text(StandardCharsets.ISO_8859_1).indexOf("tfhd");
    return Math.toIntExact(fragment.u32(type + 8));
  }

  // ---- DASH

  private List<Slice> dash(Form form, StreamKind kind) throws MediaException {
    Mpd mpd = MpdReader.read(event.get(form.manifest()));
    assertThat(mpd.periods()).hasSize(1);
    AdaptationSet set =
        mpd.periods().getFirst().sets().stream()
            .filter(one -> one.content().type().equals(kind.name().toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow();
    var representation = set.representations().getFirst();
    var timeline = ((Addressing.ByTime) set.template().addressing()).timeline();
    List<Slice> parts = new ArrayList<>();
    parts.add(event.get(in(form, set.template().initialization(representation))));
    for (FragmentTime time : timeline.times()) {
      parts.add(event.get(in(form, set.template().media(representation, time.startTicks()))));
    }
    return parts;
  }

  private static URI in(Form form, String relative) {
    return form.manifest().resolve(relative);
  }

  // ---- HLS

  private List<Slice> hls(Form form, StreamKind kind) {
    URI playlist = in(form, playlist(lines(form.manifest()), kind));
    List<String> lines = lines(playlist);
    assertThat(lines)
        .endsWith("#EXT-X-ENDLIST")
        .noneMatch(line -> line.startsWith("#EXT-X-GAP") || line.contains("DISCONTINUITY"));
    List<Slice> parts = new ArrayList<>();
    for (String line : lines) {
      segment(line).ifPresent(relative -> parts.add(event.get(playlist.resolve(relative))));
    }
    return parts;
  }

  private List<String> lines(URI playlist) {
    return event.get(playlist).text(StandardCharsets.UTF_8).lines().toList();
  }

  private static String playlist(List<String> lines, StreamKind kind) {
    for (int index = 0; index < lines.size(); index++) {
      String line = lines.get(index);
      if (kind == StreamKind.VIDEO && line.startsWith("#EXT-X-STREAM-INF:")) {
        return lines.get(index + 1);
      }
      if (kind == StreamKind.AUDIO && line.startsWith("#EXT-X-MEDIA:TYPE=AUDIO")) {
        return quotedUri(line);
      }
    }
    throw new AssertionError("no playlist of " + kind + " among " + lines);
  }

  private static Optional<String> segment(String line) {
    if (line.startsWith("#EXT-X-MAP:")) {
      return Optional.of(quotedUri(line));
    }
    return line.startsWith("#") ? Optional.empty() : Optional.of(line);
  }

  private static String quotedUri(String line) {
    Matcher found = QUOTED_URI.matcher(line);
    assertThat(found.find()).as(line).isTrue();
    return found.group(1);
  }
}
