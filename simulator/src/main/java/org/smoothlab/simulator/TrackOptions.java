package org.smoothlab.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.encoder.LineupPlan;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which tracks an encoder has beside its ladder. */
final class TrackOptions {
  @Option(
      names = "--audio",
      paramLabel = "LANGUAGES",
      split = ",",
      description =
          "languages of the sound, ISO 639-2 with commas between; each behind the first is a stream"
              + " audio_LANGUAGE with a tone of its own (default: eng)")
  private List<String> languages = new ArrayList<>();

  @Option(
      names = "--captions",
      description = "a stream of TTML captions that spell the clip's clock and frame")
  private boolean captions;

  @Option(names = "--thumbnails", description = "a stream of JPEG pictures, one every 2s")
  private boolean thumbnails;

  @Option(names = "--ac-3", description = "a stream audio_ac3 of AC-3, passed through")
  private boolean ac3;

  @Option(names = "--e-ac-3", description = "a stream audio_ec3 of E-AC-3, passed through")
  private boolean eac3;

  @Option(
      names = "--hevc",
      description =
          "a stream video_hevc of HEVC: a kept loop of 320x180, for want of an encoder in the"
              + " FFmpeg libraries that come along")
  private boolean hevc;

  @Option(
      names = "--scte35",
      paramLabel = "PERIOD",
      converter = Units.DurationConverter.class,
      description =
          "a break at every multiple of this, told 4s before by a splice_insert in a sparse stream"
              + " scte35, one short POST each; at least 6s")
  private Optional<Duration> splicePeriod = Optional.empty();

  @Option(
      names = "--late-track",
      paramLabel = "TRACK=TIME",
      converter = MomentConverter.class,
      description = {
        "the track appears so long after the others, on a POST of its own;",
        "TRACK is a stream or, of several rungs, STREAM@BITRATE or STREAM@lowest"
      })
  private List<LineupPlan.Moment> late = new ArrayList<>();

  @Option(
      names = "--stop-rung",
      paramLabel = "TRACK=TIME",
      converter = MomentConverter.class,
      description = "the track ends after this time while the others go on")
  private List<LineupPlan.Moment> stops = new ArrayList<>();

  /** Reads a track and a time. */
  static final class MomentConverter implements ITypeConverter<LineupPlan.Moment> {
    @Override
    public LineupPlan.Moment convert(String value) {
      int equals = value.lastIndexOf('=');
      if (equals < 1) {
        throw new TypeConversionException(
            "'" + value + "' is no track and time; write for instance video@250000=30s");
      }
      Duration after = Units.duration(value.substring(equals + 1));
      return new LineupPlan.Moment(value.substring(0, equals), after.toNanos());
    }
  }

  /** What was asked for. */
  LineupPlan plan() throws UsageException {
    Set<Extras.Kind> kinds = EnumSet.noneOf(Extras.Kind.class);
    addIf(captions, Extras.Kind.CAPTIONS, kinds);
    addIf(thumbnails, Extras.Kind.THUMBNAILS, kinds);
    addIf(ac3, Extras.Kind.AC_3, kinds);
    addIf(eac3, Extras.Kind.E_AC_3, kinds);
    addIf(hevc, Extras.Kind.HEVC, kinds);
    try {
      Extras extras = new Extras(languages.isEmpty() ? Extras.NONE.languages() : languages, kinds);
      return new LineupPlan(extras, splicePeriod.map(Duration::toNanos), late, stops);
    } catch (IllegalArgumentException contradiction) {
      throw new UsageException(contradiction);
    }
  }

  private static void addIf(boolean asked, Extras.Kind kind, Set<Extras.Kind> kinds) {
    if (asked) {
      kinds.add(kind);
    }
  }
}
