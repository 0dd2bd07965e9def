package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderReport;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.time.RealScheduler;

/** Encoders on sockets, in real time and on one clock, telling what they do. */
final class EncoderRun implements AutoCloseable {
  private static final int TASK_COUNT_MAX = 10_000;
  private static final int FIRST_ATTEMPTS_MAX = 4;

  private final PrintWriter talk;
  private final RealScheduler scheduler;
  private final SocketTransport transport;
  private final List<Station> stations = new ArrayList<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile Outcome outcome = Outcome.GOOD;
  private volatile Runnable whenDone = () -> {};

  /**
   * Whom it is sent to.
   *
   * @param server scheme, host and port
   * @param trustAll whether any certificate will do
   */
  record Origin(URI server, boolean trustAll) {}

  /**
   * One encoder and its target.
   *
   * @param name put in front of what is told of it; empty if there is only one
   */
  record Casting(String name, EncoderPlan plan, URI server) {}

  /** What became of all streams, worst last. */
  private enum Outcome {
    /** All ended as planned. */
    GOOD,
    /** A stream was away when its time was up. */
    LOST,
    /** Nobody was ever there. */
    UNREACHABLE,
    /** A stream was refused. */
    REFUSED
  }

  private EncoderRun(List<Casting> castings, boolean trustAll, PrintWriter talk)
      throws IOException {
    this.talk = talk;
    SocketTransport.Settings settings = SocketTransport.Settings.named("encoder");
    transport = SocketTransport.start(trustAll ? settings.trustingAll() : settings);
    scheduler = new RealScheduler("encoder", TASK_COUNT_MAX);
    castings.forEach(casting -> stations.add(new Station(casting)));
  }

  /**
   * Starts an encoder.
   *
   * @param talk told what happens to its connections
   * @throws IOException if the HTTP client does not start
   */
  static EncoderRun start(EncoderPlan plan, Origin origin, PrintWriter talk) throws IOException {
    return start(List.of(new Casting("", plan, origin.server())), origin.trustAll(), talk);
  }

  /** Starts several at the same moment. */
  static EncoderRun start(List<Casting> castings, boolean trustAll, PrintWriter talk)
      throws IOException {
    EncoderRun run = new EncoderRun(castings, trustAll, talk);
    // One task: between two of them the clock would go on.
    run.scheduler.after(0, () -> run.stations.forEach(station -> station.driver.start()));
    return run;
  }

  /** Runs {@code action} when all streams are over, on the encoder's thread. */
  void whenDone(Runnable action) {
    whenDone = action;
    if (done.getCount() == 0) {
      action.run();
    }
  }

  /** Ends the broadcast properly and waits until the origin has answered, at most so long. */
  void finish(Duration atMost) {
    stations.forEach(station -> station.driver.stop());
    try {
      if (!done.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        talk.println("encoder: the end of stream was not answered within " + Units.text(atMost));
        talk.flush();
        worsen(Outcome.LOST);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What became of it, in the worst of its streams. */
  int exitCode() {
    return switch (outcome) {
      case GOOD -> ExitCodes.GOOD;
      case LOST, UNREACHABLE -> ExitCodes.UNREACHABLE;
      case REFUSED -> ExitCodes.FAILED;
    };
  }

  @Override
  public void close() throws IOException {
    stations.forEach(station -> station.driver.close());
    scheduler.close();
    transport.close();
  }

  private void worsen(Outcome other) {
    outcome = other.compareTo(outcome) > 0 ? other : outcome;
  }

  // On the scheduler's thread, as everything that touches the encoders.
  private void leaveWhenDone() {
    if (stations.stream().allMatch(Station::isDone)) {
      done.countDown();
      whenDone.run();
    }
  }

  /** One encoder at work. */
  private final class Station {
    private final Casting casting;
    private final Encoder encoder;
    private final EncoderDriver driver;
    private final Set<String> away = new HashSet<>();
    private boolean everConnected;
    private boolean givenUp;
    private int failedAttemptCount;

    private Station(Casting casting) {
      this.casting = casting;
      encoder = new Encoder(casting.plan());
      driver =
          new EncoderDriver(
              encoder,
              new EncoderDriver.Links(casting.server(), transport.on(scheduler), scheduler),
              this::hear);
    }

    private boolean isDone() {
      return givenUp || encoder.isDone();
    }

    private void hear(EncoderReport report) {
      switch (report) {
        case EncoderReport.Announced(String stream, int attempt) -> {
          everConnected = true;
          away.remove(stream);
          tell("Streams(" + stream + "): connected" + (attempt == 1 ? "" : ", attempt " + attempt));
        }
        case EncoderReport.ChunkSent _, EncoderReport.FragmentSent _ -> {}
        case EncoderReport.FragmentsLeftOut(String stream, var track, long count, String why) ->
            tell(
                "Streams(%s): %d fragments of %s left out: %s"
                    .formatted(stream, count, track, why));
        case EncoderReport.Reconnecting(String stream, String why, long waitNanos) -> {
          away.add(stream);
          tell(
              "Streams(%s): lost, trying again in %s: %s"
                  .formatted(stream, Units.text(Duration.ofNanos(waitNanos)), why));
          giveUpIfNobodyIsThere();
        }
        case EncoderReport.Broken(String stream, String why) -> {
          away.add(stream);
          tell("Streams(%s): broken on purpose: %s".formatted(stream, why));
        }
        case EncoderReport.Refused(String stream, int status, String body) -> {
          tell("Streams(%s): refused with %d: %s".formatted(stream, status, body.strip()));
          worsen(Outcome.REFUSED);
          leaveWhenDone();
        }
        case EncoderReport.Ended(String stream, int status) -> {
          tell("Streams(%s): ended%s".formatted(stream, status == 0 ? "" : ", answered " + status));
          if (status == 0 && away.contains(stream)) {
            worsen(Outcome.LOST);
          }
          leaveWhenDone();
        }
      }
    }

    // An encoder in the field never gives up; a command that never reached anything should.
    private void giveUpIfNobodyIsThere() {
      failedAttemptCount++;
      if (!everConnected && failedAttemptCount == FIRST_ATTEMPTS_MAX) {
        tell("no connection in " + FIRST_ATTEMPTS_MAX + " attempts, giving up");
        worsen(Outcome.UNREACHABLE);
        givenUp = true;
        driver.close();
        leaveWhenDone();
      }
    }

    private void tell(String line) {
      talk.println("encoder " + (casting.name().isEmpty() ? "" : casting.name() + " ") + line);
      talk.flush();
    }
  }
}
