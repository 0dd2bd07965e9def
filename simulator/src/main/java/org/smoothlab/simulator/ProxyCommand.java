package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smoothlab.simulator.net.Delay;
import org.smoothlab.simulator.net.FaultProxy;
import org.smoothlab.simulator.net.Hop;
import org.smoothlab.simulator.scenario.FaultSheet;
import org.smoothlab.simulator.scenario.ScenarioException;
import org.smoothlab.simulator.time.RealScheduler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Faults in front of any server. */
@Command(
    name = "proxy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Put faults before any server: resets, stalls, half-open connections, slow lines, status"
          + " storms, bodies cut short or corrupted, stale and wrong answers, and more.",
      "Faults come from a file with times (--faults) or over HTTP while it runs (--control): POST"
          + " /faults with YAML or JSON, GET /faults, DELETE /faults, GET /stats. What no fault hits"
          + " passes byte for byte, and so does what is not HTTP/1.1.",
      "The first line on standard output is its URL, the second, with --control, that of its"
          + " control. All faults: docs/faults.md."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab proxy --to 127.0.0.1:8080 --listen 9000 --control 9001",
      "  smoothlab proxy --to 127.0.0.1:8080 --faults faults.yaml --seed 7",
      "  curl -d '{status: target, code: 503, share: 30%%, for: 10s}' http://127.0.0.1:9001/faults",
      "  curl -d '{drop: callers, within: 1MB}' http://127.0.0.1:9001/faults",
      "  curl -X DELETE http://127.0.0.1:9001/faults"
    })
final class ProxyCommand implements Callable<Integer> {
  private static final int TASK_COUNT_MAX = 100_000;
  private static final int REACH_MILLIS = 1_000;
  private static final Duration LINE_EVERY = Duration.ofSeconds(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "HOST:PORT",
      description = "the server behind it")
  private String to = "";

  @Option(
      names = "--listen",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "port on this machine; 0 picks a free one (default: ${DEFAULT-VALUE})")
  private int listenPort;

  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = "faults with times from the start on, YAML or JSON")
  private Optional<Path> faultsFile = Optional.empty();

  @Option(
      names = "--control",
      paramLabel = "PORT",
      description = "take faults over HTTP on this port of this machine; 0 picks a free one")
  private Optional<Integer> controlPort = Optional.empty();

  @Option(
      names = "--latency",
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = Units.DurationConverter.class,
      description = "added to every byte, each way (default: ${DEFAULT-VALUE})")
  private Duration latency = Duration.ZERO;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "of all that is random (default: ${DEFAULT-VALUE})")
  private long seed;

  @Mixin private StopOptions stop = new StopOptions();

  @Override
  public Integer call() throws IOException, UsageException {
    InetSocketAddress target = target();
    ProxyTalk talk = ProxyTalk.on(spec.commandLine().getErr());
    FaultProxy.Settings settings =
        new FaultProxy.Settings(
            port("--listen", listenPort),
            new Hop(FaultSheet.CALLERS, FaultSheet.TARGET),
            Delay.constant(latency.toNanos()),
            seed);
    try (UntilStopped running = new UntilStopped(spec.commandLine().getErr());
        RealScheduler clock = new RealScheduler("faults", TASK_COUNT_MAX)) {
      ProxyBoard board = new ProxyBoard(clock, seed, talk);
      FaultProxy.Surroundings surroundings =
          new FaultProxy.Surroundings(clock, FaultProxy::address, board);
      try (FaultProxy proxy = FaultProxy.start(target, settings, surroundings)) {
        board.serve(proxy);
        plan(board);
        serve(running, new Parts(proxy, board, talk));
      }
    }
    return ExitCodes.GOOD;
  }

  private record Parts(FaultProxy proxy, ProxyBoard board, ProxyTalk talk) {}

  private void serve(UntilStopped running, Parts parts) throws IOException, UsageException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("http://127.0.0.1:" + parts.proxy.port() + "/");
    if (controlPort.isEmpty()) {
      out.flush();
      greet(parts);
      follow(running, parts);
      return;
    }
    int port = port("--control", controlPort.get());
    try (ProxyControl control = ProxyControl.start(port, parts.proxy, parts.board)) {
      out.println(control.url() + "faults");
      out.flush();
      greet(parts);
      follow(running, parts);
    }
  }

  private void greet(Parts parts) {
    int planned = parts.board.lines().size();
    parts.talk.log("to " + to + ", " + planned + " faults planned, seed " + seed);
    try (Socket socket = new Socket()) {
      socket.connect(FaultProxy.address(to), REACH_MILLIS);
    } catch (IOException away) {
      parts.talk.log("nobody answers at " + to + " yet: " + away.getMessage());
    }
  }

  private void follow(UntilStopped running, Parts parts) {
    long endNanos = System.nanoTime() + stop.time().orElse(Duration.ofDays(36_500)).toNanos();
    boolean goOn = true;
    for (long left = endNanos - System.nanoTime();
        goOn && left > 0;
        left = endNanos - System.nanoTime()) {
      goOn = running.await(Optional.of(Duration.ofNanos(Math.min(left, LINE_EVERY.toNanos()))));
      parts.talk.status(summary(parts));
    }
    parts.talk.log("stopped: " + summary(parts));
  }

  private static String summary(Parts parts) {
    FaultProxy.Stats stats = parts.proxy.stats();
    long active =
        parts.board.lines().stream()
            .filter(line -> line.state() == ProxyBoard.State.ACTIVE)
            .count();
    return stats.openCount()
        + " connections of "
        + stats.acceptedCount()
        + " open, "
        + stats.toTargetBytes()
        + " bytes to the server, "
        + stats.toCallerBytes()
        + " back, "
        + active
        + " faults at work, "
        + parts.board.hitCount()
        + " requests hit";
  }

  private void plan(ProxyBoard board) throws IOException, UsageException {
    if (faultsFile.isEmpty()) {
      return;
    }
    Path file = faultsFile.get();
    try {
      board.add(file.toString(), Files.readString(file));
    } catch (ScenarioException wrong) {
      throw new UsageException(wrong);
    }
  }

  private InetSocketAddress target() throws UsageException {
    try {
      return FaultProxy.address(to);
    } catch (IllegalArgumentException notAnAddress) {
      throw new UsageException("--to wants an address such as 127.0.0.1:8080, not " + to);
    }
  }

  private static int port(String option, int port) throws UsageException {
    if (port < 0 || port > 65_535) {
      throw new UsageException(option + " out of 0..65535: " + port);
    }
    return port;
  }
}
