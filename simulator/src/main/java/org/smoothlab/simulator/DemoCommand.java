package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.smoothlab.server.OriginServer;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.Lineup;
import org.smoothlab.simulator.encoder.LineupPlan;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Everything at once: an origin, an encoder and the player. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Run a live event on this machine: origin, encoder and player, until Ctrl-C.",
      "The first line on standard output is the URL to open in a browser."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  smoothlab demo", "  smoothlab demo --port 9000 --for 30s"})
final class DemoCommand implements Callable<Integer> {
  /** What the demo's event is called. */
  static final String POINT = "/live/demo.isml";

  /**
   * Fragments of the past that are there when the page opens: a buffer, and a little to seek in.
   */
  private static final int BACKLOG_FRAGMENTS = 15;

  private static final Duration FRAGMENT = Duration.ofSeconds(2);

  /** Two languages, captions, and a break every half minute. */
  private static final LineupPlan LINEUP =
      new LineupPlan(
          new Extras(List.of("eng", "deu"), Set.of(Extras.Kind.CAPTIONS)),
          Optional.of(Duration.ofSeconds(30).toNanos()),
          List.of(),
          List.of());

  private static final Duration END_MAX = Duration.ofSeconds(3);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private OriginOptions options = new OriginOptions();
  @Mixin private StopOptions stop = new StopOptions();

  @Override
  public Integer call() throws IOException, UsageException {
    PrintWriter talk = spec.commandLine().getErr();
    LoopClip clip = ContentCache.load(Ladder.standard(), talk);
    List<ClipTrack> tracks = ContentCache.with(clip, LINEUP.extras());
    try (UntilStopped running = new UntilStopped(talk);
        OriginServer server =
            OriginServer.start(
                options.config().withOpenManagement().withCreateOnPush(options.pointTemplate()));
        EncoderRun encoder =
            EncoderRun.start(plan(tracks), new EncoderRun.Origin(server.url(), false), talk)) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(page(server.url()));
      out.flush();
      talk.println("Open it in a browser; Ctrl-C ends the event.");
      if (OriginOptions.playerFolder().isPresent()) {
        talk.println("Publishing points, for operators: " + server.url().resolve("/admin/"));
      }
      talk.println("Manifest for other players: " + server.url().resolve(POINT + "/Manifest"));
      talk.flush();
      encoder.whenDone(running::stop);
      running.await(stop.time());
      encoder.finish(END_MAX);
      return encoder.exitCode();
    }
  }

  private static EncoderPlan plan(List<ClipTrack> tracks) {
    Instant now = Instant.now();
    MediaStart onTheClock =
        MediaStart.clock(now.getEpochSecond() * 1_000_000_000L + now.getNano())
            .withBacklog(BACKLOG_FRAGMENTS);
    Programme programme = Programme.endless(tracks).from(onTheClock);
    Lineup lineup = LINEUP.lineup(tracks, FRAGMENT.toNanos());
    return EncoderPlan.of(programme.with(lineup), Target.onePost(POINT));
  }

  private static URI page(URI server) {
    return OriginOptions.playerFolder().isPresent()
        ? server.resolve("/player/?url=" + POINT + "/Manifest&autoplay=1")
        : server.resolve(POINT + "/Manifest");
  }
}
