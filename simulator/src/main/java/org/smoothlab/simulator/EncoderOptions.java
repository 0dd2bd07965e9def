package org.smoothlab.simulator;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.encoder.Delivery;
import org.smoothlab.simulator.encoder.Dialect;
import org.smoothlab.simulator.encoder.EncoderFault;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.LineupPlan;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Pace;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.StreamLayout;
import org.smoothlab.simulator.encoder.Target;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What an encoder is told on the command line. */
final class EncoderOptions {
  private static final Duration GOP = Duration.ofSeconds(2);

  @Option(
      names = "--fragment",
      paramLabel = "DURATION",
      defaultValue = "2s",
      converter = Units.DurationConverter.class,
      description = "length of a fragment, a multiple of 2s (default: ${DEFAULT-VALUE})")
  private Duration fragment = GOP;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = Units.DurationConverter.class,
      description = "length of the broadcast; without it, until Ctrl-C")
  private Optional<Duration> length = Optional.empty();

  @Option(
      names = "--start",
      paramLabel = "WHERE",
      defaultValue = "clock",
      converter = StartConverter.class,
      description =
          "where media time begins: clock (seconds since midnight UTC), zero, or ticks of 100 ns"
              + " (default: ${DEFAULT-VALUE})")
  private MediaStart start = MediaStart.zero();

  @Option(
      names = "--backlog",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "fragments of the past that are sent at once (default: ${DEFAULT-VALUE})")
  private int backlogFragments;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      defaultValue = "1.0",
      converter = PaceConverter.class,
      description =
          "speed against the clock: 1.0, 0.999 to drift, max for as fast as the origin reads"
              + " (default: ${DEFAULT-VALUE})")
  private Pace pace = Pace.REAL;

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      defaultValue = "piff",
      converter = DialectConverter.class,
      description =
          "how the bytes are written: piff, ismv (as FFmpeg), ismlmux (as GStreamer); with -inband"
              + " appended, without codec data in the header (default: ${DEFAULT-VALUE})")
  private Dialect dialect = Dialect.piff();

  @Option(
      names = "--chunk",
      paramLabel = "BYTES",
      description = "HTTP chunks of at most this size, 1..65536")
  private Optional<Integer> chunkBytes = Optional.empty();

  @Option(
      names = "--event",
      paramLabel = "ID",
      defaultValue = "",
      description = "event id: POST to …/Events(ID)/Streams(…)")
  private String eventId = "";

  @Option(
      names = "--stream",
      paramLabel = "ID",
      defaultValue = "smoothlab",
      description = "stream id of the POST, or what several begin with (default: ${DEFAULT-VALUE})")
  private String streamId = "smoothlab";

  @Option(
      names = "--posts",
      paramLabel = "LAYOUT",
      defaultValue = "ONE_POST",
      description =
          "which tracks share a POST: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private StreamLayout layout = StreamLayout.ONE_POST;

  @Option(names = "--no-probe", description = "no empty POST before the real one")
  private boolean noProbe;

  @Option(
      names = "--fault",
      paramLabel = "FAULT",
      converter = FaultSpec.class,
      description = {
        "what goes wrong; may be given several times:",
        "break=BYTES           the connection breaks after so many bytes",
        "outage=AT:LENGTH      no connection for a while, then the last two fragments again",
        "restart=AT:LENGTH     the encoder dies and comes back on the same timeline",
        "restart-anew=AT:LENGTH  the same, but its times begin again",
        "stall=AT:LENGTH       the connection stays and is silent",
        "clock-step=AT:LENGTH, clock-back=AT:LENGTH  its clock is set, times jump",
        "clock-drift=AT:PPM    its clock runs so many millionths faster, or slower if negative",
        "skip=FIRST-LAST       fragments left out, counted from 0",
        "no-eos, reset-at-end, no-header"
      })
  private List<EncoderFault> faults = new ArrayList<>();

  /** Reads where media time begins. */
  static final class StartConverter implements ITypeConverter<MediaStart> {
    @Override
    public MediaStart convert(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "clock" -> {
          Instant now = Instant.now();
          yield MediaStart.clock(now.getEpochSecond() * 1_000_000_000L + now.getNano());
        }
        case "zero" -> MediaStart.zero();
        default -> ticks(value);
      };
    }

    private static MediaStart ticks(String value) {
      try {
        return MediaStart.ticks(Long.parseLong(value));
      } catch (IllegalArgumentException _) {
        throw new TypeConversionException(
            "'" + value + "' is no start; write clock, zero or a number of ticks");
      }
    }
  }

  /** Reads a speed. */
  static final class PaceConverter implements ITypeConverter<Pace> {
    @Override
    public Pace convert(String value) {
      if (value.equalsIgnoreCase("max")) {
        return new Pace.Unpaced();
      }
      try {
        return new Pace.Paced(new BigDecimal(value).movePointRight(6).intValueExact(), false);
      } catch (ArithmeticException | IllegalArgumentException _) {
        throw new TypeConversionException(
            "'" + value + "' is no rate; write max, or a number from 0.1 to 1000 in millionths");
      }
    }
  }

  /** Reads a dialect. */
  static final class DialectConverter implements ITypeConverter<Dialect> {
    private static final String IN_BAND = "-inband";

    @Override
    public Dialect convert(String value) {
      String name = value.toLowerCase(Locale.ROOT);
      boolean inBand = name.endsWith(IN_BAND);
      Dialect dialect =
          switch (inBand ? name.substring(0, name.length() - IN_BAND.length()) : name) {
            case "piff" -> Dialect.piff();
            case "ismv" -> Dialect.ismv();
            case "ismlmux" -> Dialect.ismlmux();
            default ->
                throw new TypeConversionException(
                    "'" + value + "' is no dialect; write piff, ismv or ismlmux");
          };
      return inBand ? dialect.inBand() : dialect;
    }
  }

  /**
   * The plan that these options make.
   *
   * @param lineup which of the tracks are there when
   * @param point decoded path of the publishing point
   * @throws UsageException if they contradict one another
   */
  EncoderPlan plan(List<ClipTrack> tracks, LineupPlan lineup, String point) throws UsageException {
    try {
      Dialect pieces = chunkBytes.map(dialect::inChunksOf).orElse(dialect);
      Delivery delivery = Delivery.standard().in(pieces).at(pace);
      return EncoderPlan.of(
              new Programme(
                  lineup.lineup(tracks, fragment.toNanos()),
                  gopsPerFragment(),
                  start.withBacklog(backlogFragments),
                  fragmentCount()),
              new Target(point, eventId, streamId, layout))
          .by(noProbe ? delivery.direct() : delivery)
          .with(faults.toArray(EncoderFault[]::new));
    } catch (IllegalArgumentException contradiction) {
      throw new UsageException(contradiction);
    }
  }

  private int gopsPerFragment() throws UsageException {
    if (fragment.isZero() || fragment.toNanos() % GOP.toNanos() != 0) {
      throw new UsageException(
          "--fragment " + Units.text(fragment) + " is not a multiple of " + Units.text(GOP));
    }
    return (int) Math.min(Integer.MAX_VALUE, fragment.dividedBy(GOP));
  }

  private long fragmentCount() {
    return length
        .map(time -> Math.ceilDiv(time.toNanos(), fragment.toNanos()))
        .orElse(Programme.ENDLESS);
  }
}
