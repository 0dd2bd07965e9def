package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderReport;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.time.RealScheduler;

/** One encoder on sockets, in real time, telling what it does. */
final class EncoderRun implements AutoCloseable {
  private static final int TASK_COUNT_MAX = 10_000;
  private static final int FIRST_ATTEMPTS_MAX = 4;

  private final PrintWriter talk;
  private final RealScheduler scheduler;
  private final SocketTransport transport;
  private final EncoderDriver driver;
  private final Encoder encoder;
  private final CountDownLatch done = new CountDownLatch(1);
  private boolean everConnected;
  private int failedAttemptCount;
  private volatile int exitCode = ExitCodes.GOOD;
  private volatile Runnable whenDone = () -> {};

  /**
   * Whom it is sent to.
   *
   * @param server scheme, host and port
   * @param trustAll whether any certificate will do
   */
  record Origin(URI server, boolean trustAll) {}

  private EncoderRun(EncoderPlan plan, Origin origin, PrintWriter talk) throws IOException {
    this.talk = talk;
    SocketTransport.Settings settings = SocketTransport.Settings.named("encoder");
    transport = SocketTransport.start(origin.trustAll() ? settings.trustingAll() : settings);
    scheduler = new RealScheduler("encoder", TASK_COUNT_MAX);
    encoder = new Encoder(plan);
    driver =
        new EncoderDriver(
            encoder,
            new EncoderDriver.Links(origin.server(), transport.on(scheduler), scheduler),
            this::hear);
  }

  /**
   * Starts an encoder.
   *
   * @param talk told what happens to its connections
   * @throws IOException if the HTTP client does not start
   */
  static EncoderRun start(EncoderPlan plan, Origin origin, PrintWriter talk) throws IOException {
    EncoderRun run = new EncoderRun(plan, origin, talk);
    run.driver.start();
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
    driver.stop();
    try {
      if (!done.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        tell("the end of stream was not answered within " + Units.text(atMost));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What became of it: good, or a stream was refused. */
  int exitCode() {
    return exitCode;
  }

  @Override
  public void close() throws IOException {
    driver.close();
    scheduler.close();
    transport.close();
  }

  private void hear(EncoderReport report) {
    switch (report) {
      case EncoderReport.Announced(String stream, int attempt) -> {
        everConnected = true;
        tell("Streams(" + stream + "): connected" + (attempt == 1 ? "" : ", attempt " + attempt));
      }
      case EncoderReport.FragmentSent _ -> {}
      case EncoderReport.FragmentsLeftOut(String stream, var track, long count, String why) ->
          tell("Streams(%s): %d fragments of %s left out: %s".formatted(stream, count, track, why));
      case EncoderReport.Reconnecting(String stream, String why, long waitNanos) -> {
        tell(
            "Streams(%s): lost, trying again in %s: %s"
                .formatted(stream, Units.text(Duration.ofNanos(waitNanos)), why));
        giveUpIfNobodyIsThere();
      }
      case EncoderReport.Broken(String stream, String why) ->
          tell("Streams(%s): broken on purpose: %s".formatted(stream, why));
      case EncoderReport.Refused(String stream, int status, String body) -> {
        tell("Streams(%s): refused with %d: %s".formatted(stream, status, body.strip()));
        exitCode = ExitCodes.FAILED;
        leaveWhenDone();
      }
      case EncoderReport.Ended(String stream, int status) -> {
        tell("Streams(%s): ended%s".formatted(stream, status == 0 ? "" : ", answered " + status));
        leaveWhenDone();
      }
    }
  }

  // An encoder in the field never gives up; a command that never reached anything should.
  private void giveUpIfNobodyIsThere() {
    failedAttemptCount++;
    if (!everConnected && failedAttemptCount == FIRST_ATTEMPTS_MAX) {
      tell("no connection in " + FIRST_ATTEMPTS_MAX + " attempts, giving up");
      exitCode = ExitCodes.UNREACHABLE;
      done.countDown();
      whenDone.run();
    }
  }

  // On the scheduler's thread, as everything that touches the encoder.
  private void leaveWhenDone() {
    if (encoder.isDone()) {
      done.countDown();
      whenDone.run();
    }
  }

  private void tell(String line) {
    talk.println("encoder " + line);
    talk.flush();
  }
}
