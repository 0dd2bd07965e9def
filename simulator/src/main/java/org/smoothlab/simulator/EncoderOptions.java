package org.smoothlab.simulator;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.encoder.ChunkLength;
import org.smoothlab.simulator.encoder.Delivery;
import org.smoothlab.simulator.encoder.Dialect;
import org.smoothlab.simulator.encoder.EncoderFault;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderProfile;
import org.smoothlab.simulator.encoder.EncoderProfile.Habit;
import org.smoothlab.simulator.encoder.LineupPlan;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Pace;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Requests;
import org.smoothlab.simulator.encoder.StreamLayout;
import org.smoothlab.simulator.encoder.Target;
import org.smoothlab.simulator.net.Header;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What an encoder is told on the command line. */
final class EncoderOptions {
  private static final Duration GOP = Duration.ofSeconds(2);
  private static final long NANOS_PER_TICK = 100;
  private static final DateTimeFormatter EVENT_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm-ss", Locale.ROOT);

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
      description =
          "where media time begins: clock (seconds since midnight UTC), epoch (since 1970), zero,"
              + " or ticks of 100 ns (default: clock for test content, zero for a source)")
  private Optional<String> start = Optional.empty();

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
          "which encoder's ways: piff, ffmpeg, ffmpeg-cmaf, gstreamer, expression, medialive or"
              + " dash-if; with"
              + " -inband appended, without codec data in the header (default: ${DEFAULT-VALUE})")
  private EncoderProfile.Named dialect = EncoderProfile.PIFF.named();

  @Option(names = "--put", description = "PUT in place of POST, as DASH-IF's ingest allows")
  private boolean put;

  @Option(
      names = "--chunk",
      paramLabel = "DURATION",
      converter = Units.DurationConverter.class,
      description =
          "fragments leave in chunks of at most this length while they are captured: for low"
              + " latency, 20ms to below 1s, a length that whole frames fill to 85 %%")
  private Optional<Duration> chunk = Optional.empty();

  @Option(
      names = "--http-chunk",
      paramLabel = "BYTES",
      description = "HTTP chunks of at most this size, 1..65536")
  private Optional<Integer> pieceBytes = Optional.empty();

  @Option(
      names = {"--event", "--event-id"},
      paramLabel = "ID",
      description = "event id: POST to …/Events(ID)/Streams(…)")
  private Optional<String> eventId = Optional.empty();

  @Option(
      names = "--stream",
      paramLabel = "ID",
      description =
          "stream id of the POST, or what several begin with (default: smoothlab; Encoder1 for"
              + " expression; the process id for a source)")
  private Optional<String> streamId = Optional.empty();

  @Option(
      names = "--posts",
      paramLabel = "LAYOUT",
      description =
          "which tracks share a POST: ${COMPLETION-CANDIDATES} (default: the dialect's;"
              + " POST_PER_FILE for a source or with --id)")
  private Optional<StreamLayout> layout = Optional.empty();

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
  static final class DialectConverter implements ITypeConverter<EncoderProfile.Named> {
    @Override
    public EncoderProfile.Named convert(String value) {
      return EncoderProfile.find(value)
          .orElseThrow(() ->
              new TypeConversionException(
                  "'" + value + "' is no dialect; write one of " + EncoderProfile.names()));
    }
  }

  /** Whether the dialect's encoder leaves a point alone that is being served. */
  boolean isFreeWanted() {
    return dialect.profile().does(Habit.CHECK_FREE);
  }

  /**
   * The plan that these options make, without a publishing point.
   *
   * @param lineup which of the tracks are there when
   * @param now the moment of the start
   * @throws UsageException if they contradict one another
   */
  EncoderPlan plan(EncodeSource source, LineupPlan lineup, PushOptions push, Instant now)
      throws IOException, UsageException {
    try {
      MediaStart begin =
          new StartChoice(start, push.realtime(), dialect.profile()).begin(source, now);
      Programme programme =
          new Programme(
              lineup.lineup(source.tracks(), fragment.toNanos()),
              gopsPerFragment(),
              begin.withBacklog(backlogFragments),
              fragmentCount(source, begin));
      EncoderPlan plan =
          new EncoderPlan(programme, target(source, push, now), delivery(push), faults(push));
      return withStreamManifest(plan, push);
    } catch (IllegalArgumentException contradiction) {
      throw new UsageException(contradiction);
    }
  }

  private Target target(EncodeSource source, PushOptions push, Instant now) throws UsageException {
    if (push.id().isPresent() && streamId.isPresent()) {
      throw new UsageException("--id and --stream contradict each other");
    }
    boolean inFiles = source.presentation().isPresent() || push.id().isPresent();
    String ownId =
        source.presentation().isPresent()
            ? Long.toString(ProcessHandle.current().pid())
            : dialect.profile().streamId();
    StreamLayout ownLayout = inFiles ? StreamLayout.POST_PER_FILE : dialect.profile().layout();
    boolean single = dialect.profile() == EncoderProfile.EXPRESSION;
    String event =
        dialect.profile().does(Habit.EVENT_ID_BY_TIME)
            ? EVENT_TIME.format(now.atOffset(ZoneOffset.UTC))
            : "";
    return new Target(
        "/",
        eventId.orElse(event),
        push.id().or(() -> streamId).orElse(single ? dialect.profile().streamId() : ownId),
        layout.orElse(single ? dialect.profile().layout() : ownLayout));
  }

  private Delivery delivery(PushOptions push) {
    Dialect pieces = pieceBytes.map(dialect.dialect()::inPiecesOf).orElse(dialect.dialect());
    Dialect chunks =
        chunk
            .map(length -> pieces.inChunksOf(ChunkLength.ofNanos(length.toNanos())))
            .orElse(pieces);
    Delivery delivery = dialect.profile().delivery().in(chunks).at(pace);
    for (Header header : push.headers()) {
      delivery = delivery.with(header);
    }
    delivery = put ? delivery.by(Requests.Method.PUT) : delivery;
    return noProbe ? delivery.direct() : delivery;
  }

  private List<EncoderFault> faults(PushOptions push) throws UsageException {
    List<EncoderFault> all = new ArrayList<>(faults);
    all.addAll(push.faults());
    return all;
  }

  private EncoderPlan withStreamManifest(EncoderPlan plan, PushOptions push) throws IOException {
    Optional<Slice> document = push.streamManifest();
    if (document.isPresent()) {
      return plan.by(plan.delivery().withStreamManifest(document.get()));
    }
    return dialect.profile().does(Habit.STREAM_MANIFEST) ? plan.namingItsStreams() : plan;
  }

  /** Length of a fragment in groups of pictures. */
  int gopsPerFragment() throws UsageException {
    if (fragment.isZero() || fragment.toNanos() % GOP.toNanos() != 0) {
      throw new UsageException(
          "--fragment " + Units.text(fragment) + " is not a multiple of " + Units.text(GOP));
    }
    return (int) Math.min(Integer.MAX_VALUE, fragment.dividedBy(GOP));
  }

  // A source that is played once ends with its last fragment.
  private long fragmentCount(EncodeSource source, MediaStart begin) {
    long asked =
        length
            .map(time -> Math.ceilDiv(time.toNanos(), fragment.toNanos()))
            .orElse(Programme.ENDLESS);
    if (source.endless()) {
      return asked;
    }
    long fragmentTicks = fragment.toNanos() / NANOS_PER_TICK;
    long fromTicks = begin.captureTicks() / fragmentTicks * fragmentTicks;
    long endTicks = source.presentation().orElseThrow().endTicks();
    return Math.min(asked, Math.max(1, Math.ceilDiv(endTicks - fromTicks, fragmentTicks)));
  }
}
