package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.LineupPlan;
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
    description = {
      "Push synthetic live content to a publishing point: H.264 and AAC whose every picture says"
          + " which frame of which quality level it is, and tracks of other kinds if asked for.",
      "Ends with the end of its broadcast, or on Ctrl-C with a proper end of stream."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml",
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml --for 1m --dialect ismlmux",
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
  @Mixin private EncoderOptions options = new EncoderOptions();
  @Mixin private TrackOptions tracks = new TrackOptions();
  @Mixin private LoginOptions login = new LoginOptions();

  @Parameters(paramLabel = "URL", description = "the publishing point, ending in .isml")
  private String url = "";

  @Option(
      names = "--ladder",
      paramLabel = "NAME",
      defaultValue = "standard",
      description =
          "what is sent: standard (720p, 360p and 180p) or small (180p and 90p, for many encoders"
              + " on one machine) (default: ${DEFAULT-VALUE})")
  private Content content = Content.STANDARD;

  @Option(
      names = "--trust-all",
      description = "take any TLS certificate: for origins that sign their own")
  private boolean trustAll;

  /** The ladders that can be named. */
  private enum Content {
    STANDARD,
    SMALL;

    Ladder ladder() {
      return switch (this) {
        case STANDARD -> Ladder.standard();
        case SMALL -> Ladder.small();
      };
    }
  }

  @Override
  public Integer call() throws IOException, UsageException {
    PrintWriter talk = spec.commandLine().getErr();
    PublishingPointUrl point = PublishingPointUrl.read(url);
    LoopClip clip = ContentCache.load(content.ladder(), talk);
    LineupPlan lineup = tracks.plan();
    List<ClipTrack> all = ContentCache.with(clip, lineup.extras());
    EncoderPlan plan = options.plan(all, lineup, point.point());
    EncoderRun.Origin origin = new EncoderRun.Origin(point.server(), trustAll);
    try (UntilStopped running = new UntilStopped(talk);
        EncoderRun encoder = EncoderRun.start(login(plan), origin, talk)) {
      encoder.whenDone(running::stop);
      running.await(Optional.empty());
      encoder.finish(END_MAX);
      return encoder.exitCode();
    }
  }

  private EncoderPlan login(EncoderPlan plan) throws UsageException {
    return login.header().map(header -> plan.by(plan.delivery().with(header))).orElse(plan);
  }
}
