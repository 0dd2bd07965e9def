package org.smoothlab.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.DropReason;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.SourceId;

@Timeout(60)
class EventLogTest {
  private static final String POINT = "/live/a.isml";
  private static final TrackId VIDEO = new TrackId("video", 3_000_000);
  private static final FragmentTime TIME = new FragmentTime(180_000_000, 20_000_000);
  private static final SourceId SOURCE = new SourceId("", "one", "10.0.0.1:5000");

  private final Logger logger = (Logger) LoggerFactory.getLogger("origin");
  private final BlockingQueue<ILoggingEvent> written = new LinkedBlockingQueue<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch atGate = new CountDownLatch(1);
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          written.add(event);
        }
      };

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(appender);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void isOneLineWithFieldsPerEvent(Effect effect, String line) {
    assertThat(EventLog.line(effect)).hasToString(line);
  }

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of(
            new Effect.FragmentDropped(POINT, VIDEO, TIME, DropReason.OVERLAP_TIMESTAMP),
            "fragment dropped point=/live/a.isml stream=video bitrate=3000000 start=180000000"
                + " duration=20000000 reason=OVERLAP_TIMESTAMP"),
        Arguments.of(
            new Effect.StateChanged(POINT, PointState.IDLE, PointState.STARTING),
            "point state point=/live/a.isml from=IDLE to=STARTING"),
        Arguments.of(
            new Effect.SessionEnded(POINT, SOURCE, Effect.EndCause.LOST, "connection lost"),
            "session ended point=/live/a.isml source=\"Streams(one) from 10.0.0.1:5000\""
                + " cause=LOST detail=\"connection lost\""),
        Arguments.of(
            new Effect.Gap(POINT, VIDEO, 180_000_000, 200_000_000),
            "gap point=/live/a.isml stream=video bitrate=3000000 from=180000000 to=200000000"),
        Arguments.of(
            new Effect.Published(
                POINT, VIDEO, TIME, List.of(Slice.ofUtf8("moof"), Slice.ofUtf8("mdat"))),
            "fragment published point=/live/a.isml stream=video bitrate=3000000 start=180000000"
                + " duration=20000000 bytes=8"),
        Arguments.of(
            new Effect.RunStarted(POINT, 2, "final"),
            "run started point=/live/a.isml run=2 event=final"));
  }

  @Test
  void writesInOrderAndFinishesBeforeItCloses() throws Exception {
    EventLog log = new EventLog(100);
    log.start();

    log.add(new Effect.RunStarted(POINT, 1, ""));
    log.add(new Effect.Gap(POINT, VIDEO, 1, 2));
    log.close();

    assertThat(written)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "run started point=/live/a.isml run=1 event=\"\"",
            "gap point=/live/a.isml stream=video bitrate=3000000 from=1 to=2");
    assertThat(written).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO, Level.WARN);
  }

  @Test
  void doesNotEvenQueueWhatNobodyReads() throws Exception {
    EventLog log = new EventLog(1);
    log.start();

    log.add(new Effect.Published(POINT, VIDEO, TIME, List.of()));
    log.close();

    assertThat(written).isEmpty();
  }

  @Test
  void dropsTheNewestAtItsBoundAndSaysHowMany() throws Exception {
    AppenderBase<ILoggingEvent> blocker = blocker();
    blocker.start();
    logger.addAppender(blocker);
    EventLog log = new EventLog(2);
    log.start();
    try {
      log.add(new Effect.RunStarted(POINT, 1, ""));
      assertThat(atGate.await(20, TimeUnit.SECONDS)).isTrue();
      // The writer is busy with the first: two wait, two are too many.
      for (long run = 2; run <= 5; run++) {
        log.add(new Effect.RunStarted(POINT, run, ""));
      }
    } finally {
      gate.countDown();
      log.close();
      logger.detachAppender(blocker);
    }

    assertThat(written)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "run started point=/live/a.isml run=1 event=\"\"",
            "events dropped count=2",
            "run started point=/live/a.isml run=2 event=\"\"",
            "run started point=/live/a.isml run=3 event=\"\"");
  }

  private AppenderBase<ILoggingEvent> blocker() {
    return new AppenderBase<>() {
      @Override
      protected void append(ILoggingEvent event) {
        atGate.countDown();
        try {
          gate.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }
}
