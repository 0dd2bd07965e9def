package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.encoder.EncoderFault;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.LineupPlan;
import org.smoothlab.simulator.net.Header;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A synthetic encoder. */
@Command(
    name = "encode",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    preprocessor = SlashOptions.class,
    description = {
      "Push live content to a publishing point: test pictures and sound whose every picture says"
          + " which frame of which quality level it is, or a file as if it were live.",
      "Takes the options of the old Push Encoder too, /name:value as well as --name=value.",
      "Ends with the end of its broadcast, or on Ctrl-C with a proper end of stream."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all streams ended and were answered well",
      "1:the server refused, or the point is not free",
      "2:wrong usage, or a source that cannot be read",
      "3:the server was lost and not found again, or never there",
      "130:interrupted"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml",
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml --for 1m --dialect gstreamer",
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml --source event.ism --loop",
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml --source holiday.mov --loop",
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml --source film.mkv --take 5m"
          + " --keep-video",
      "  smoothlab encode /loop /id:studio http://127.0.0.1:8080/live/a.isml event.ism",
      "  smoothlab encode http://a.example/live/a.isml --also http://b.example/live/a.isml --pair",
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml --fault outage=20s:5s --fault no-eos",
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml --audio eng,deu,fra --captions"
          + " --thumbnails --scte35 30s",
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml --audio eng,deu"
          + " --late-track audio_deu=20s --stop-rung video@250000=1m",
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml --hevc --ac-3 --e-ac-3"
    })
final class EncodeCommand implements Callable<Integer> {
  private static final Duration END_MAX = Duration.ofSeconds(10);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SourceOptions sources = new SourceOptions();
  @Mixin private EncoderOptions options = new EncoderOptions();
  @Mixin private PushOptions push = new PushOptions();
  @Mixin private TrackOptions tracks = new TrackOptions();
  @Mixin private LoginOptions login = new LoginOptions();

  @Parameters(
      index = "0",
      paramLabel = "URL",
      description = "the publishing point, ending in .isml; may have USER:PASSWORD@ in front")
  private String url = "";

  @Parameters(
      index = "1..*",
      paramLabel = "FILE",
      description = "as --source; or a .ismv, and then the .ism that names it")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--also",
      paramLabel = "URL",
      description = "feed this point too, with the same at the same time; may be repeated")
  private List<String> also = new ArrayList<>();

  @Option(
      names = "--pair",
      description = "a second encoder on the same clock feeds every point, as streams ID-b")
  private boolean pair;

  @Option(
      names = "--pair-fault",
      paramLabel = "FAULT",
      converter = FaultSpec.class,
      description = "as --fault, for the second encoder of a pair only")
  private List<EncoderFault> pairFaults = new ArrayList<>();

  @Option(
      names = "--trust-all",
      description = "take any TLS certificate: for origins that sign their own")
  private boolean trustAll;

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    PrintWriter talk = spec.commandLine().getErr();
    List<Destination> destinations = destinations();
    List<EncoderRun.Casting> castings = castings(destinations, talk);
    for (Destination destination : destinations) {
      prepare(destination, castings.getFirst().plan(), talk);
    }
    try (UntilStopped running = new UntilStopped(talk);
        EncoderRun encoder = EncoderRun.start(castings, trustAll, talk)) {
      encoder.whenDone(running::stop);
      running.await(Optional.empty());
      encoder.finish(END_MAX);
      return encoder.exitCode();
    }
  }

  /** A point and who speaks to it. */
  private record Destination(PublishingPointUrl point, Optional<String> authorization) {}

  private List<Destination> destinations() throws UsageException {
    List<String> urls = new ArrayList<>(List.of(url));
    urls.addAll(also);
    List<Destination> destinations = new ArrayList<>();
    for (String given : urls) {
      UrlLogin parts = UrlLogin.read(given);
      destinations.add(
          new Destination(
              PublishingPointUrl.read(parts.url()), login.authorization(parts.login())));
    }
    return destinations;
  }

  /** Who sends what to whom. */
  List<EncoderRun.Casting> castings(PrintWriter talk) throws IOException, UsageException {
    return castings(destinations(), talk);
  }

  private EncodeSource source(PrintWriter talk) throws IOException, UsageException {
    List<Path> all = new ArrayList<>(files);
    sources.source().ifPresent(all::add);
    LineupPlan lineup = tracks.plan();
    if (all.isEmpty()) {
      if (sources.isAboutFiles()) {
        throw new UsageException("--keep-video, --take and --transcode go with a file");
      }
      return EncodeSource.clip(sources.ladder(), lineup.extras(), talk);
    }
    if (!lineup.extras().equals(Extras.NONE)) {
      throw new UsageException("a source has its own tracks; further ones are of test content");
    }
    return EncodeSource.files(
        all,
        push,
        new EncodeSource.FileSource(
            sources.settings(options.gopsPerFragment()), sources.isTranscoded(), talk));
  }

  private List<EncoderRun.Casting> castings(List<Destination> destinations, PrintWriter talk)
      throws IOException, UsageException {
    if (!pair && !pairFaults.isEmpty()) {
      throw new UsageException("--pair-fault goes with --pair");
    }
    EncodeSource encoded = source(talk);
    Instant now = Instant.now();
    List<EncoderRun.Casting> castings = new ArrayList<>();
    for (int number = 1; number <= destinations.size(); number++) {
      Destination to = destinations.get(number - 1);
      EncoderPlan plan = options.plan(encoded, tracks.plan(), push, now).to(to.point().point());
      EncoderPlan loggedIn = to.authorization().map(value -> login(plan, value)).orElse(plan);
      String place = destinations.size() == 1 ? "" : "to " + number;
      castings.add(
          new EncoderRun.Casting(
              pair ? ("a " + place).strip() : place, loggedIn, to.point().server()));
      if (pair) {
        EncoderPlan second =
            loggedIn.asStream(loggedIn.target().streamId() + "-b").andAlso(pairFaults);
        castings.add(new EncoderRun.Casting(("b " + place).strip(), second, to.point().server()));
      }
    }
    return castings;
  }

  private static EncoderPlan login(EncoderPlan plan, String authorization) {
    return plan.by(plan.delivery().with(new Header("Authorization", authorization)));
  }

  private void prepare(Destination destination, EncoderPlan plan, PrintWriter talk)
      throws IOException, InterruptedException, UsageException {
    boolean checked = push.isFreeWanted() || options.isFreeWanted();
    if (!push.isCreated() && !checked) {
      return;
    }
    try (PointApi api =
        new PointApi(destination.point().server(), destination.authorization(), trustAll)) {
      PointPreparation point = new PointPreparation(api, destination.point().point(), talk);
      if (checked && plan.target().eventId().isEmpty() && !point.isFree()) {
        throw new IOException(
            destination.point().uri()
                + " is being served: somebody else's broadcast; give it --event to go on");
      }
      if (push.isCreated()) {
        point.create();
      }
    }
  }
}
