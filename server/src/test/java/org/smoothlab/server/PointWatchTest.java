package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.WallClock;

class PointWatchTest {
  @TempDir Path root;
  private final CountDownLatch created = new CountDownLatch(1);
  private final Origin origin =
      new Origin(
          OriginSettings.DEFAULT.withPointCountMax(2),
          new WallClock(Instant.EPOCH, 0),
          effect -> {
            if (effect instanceof Effect.PointCreated) {
              created.countDown();
            }
          });
  private PointWatch watch;

  @BeforeEach
  void open() throws IOException {
    watch = new PointWatch(PointFolder.open(root), origin, () -> 0);
  }

  private void write(String name, String title) throws IOException {
    Files.writeString(
        root.resolve(name),
        "<smil><head><meta name=\"sourceType\" content=\"Push\"/><meta name=\"title\" content=\""
            + title
            + "\"/></head></smil>");
  }

  private PointSettings settings() {
    return origin.find("/a.isml").orElseThrow().settings();
  }

  @Test
  void aNewFileBecomesAPoint() throws Exception {
    write("a.isml", "1");
    watch.look();
    assertThat(settings().title()).isEqualTo("1");
    assertThat(origin.find("/a.isml").orElseThrow().state()).isEqualTo(PointState.IDLE);
  }

  @Test
  void aChangedFileCountsAtOnceOnAnIdlePoint() throws Exception {
    write("a.isml", "1");
    watch.look();
    write("a.isml", "2");
    watch.look();
    assertThat(settings().title()).isEqualTo("2");
  }

  @Test
  void aChangedFileCountsAtTheNextStartOfARunningPoint() throws Exception {
    write("a.isml", "1");
    watch.look();
    origin.find("/a.isml").orElseThrow().command(Target.STARTED, 0);
    write("a.isml", "2");
    watch.look();
    assertThat(settings().title()).isEqualTo("1");
    origin.find("/a.isml").orElseThrow().command(Target.IDLE, 0);
    assertThat(settings().title()).isEqualTo("2");
  }

  @Test
  void aFileThatIsNotRightChangesNothing() throws Exception {
    write("a.isml", "1");
    watch.look();
    Files.writeString(root.resolve("a.isml"), "<smil><head>");
    Files.writeString(root.resolve("b.isml"), "<smil/>");
    watch.look();
    assertThat(settings().title()).isEqualTo("1");
    assertThat(origin.find("/b.isml")).isEmpty();
  }

  @Test
  void aFileThatIsGoneTakesItsIdlePointWithIt() throws Exception {
    write("a.isml", "1");
    watch.look();
    Files.delete(root.resolve("a.isml"));
    watch.look();
    assertThat(origin.find("/a.isml")).isEmpty();
  }

  @Test
  void aRunningPointOutlivesItsFile() throws Exception {
    write("a.isml", "1");
    watch.look();
    origin.find("/a.isml").orElseThrow().command(Target.STARTED, 0);
    Files.delete(root.resolve("a.isml"));
    watch.look();
    assertThat(origin.find("/a.isml")).isPresent();
    origin.find("/a.isml").orElseThrow().command(Target.IDLE, 0);
    watch.look();
    assertThat(origin.find("/a.isml")).isEmpty();
  }

  @Test
  void aFileThatComesBackKeepsItsPoint() throws Exception {
    write("a.isml", "1");
    watch.look();
    origin.find("/a.isml").orElseThrow().command(Target.STARTED, 0);
    Files.delete(root.resolve("a.isml"));
    watch.look();
    write("a.isml", "2");
    watch.look();
    origin.find("/a.isml").orElseThrow().command(Target.IDLE, 0);
    watch.look();
    assertThat(settings().title()).isEqualTo("2");
  }

  @Test
  void takesNoMorePointsThanTheOriginHolds() throws Exception {
    write("a.isml", "1");
    write("b.isml", "2");
    write("c.isml", "3");
    watch.look();
    assertThat(origin.paths()).containsExactly("/a.isml", "/b.isml");
  }

  @Test
  @Timeout(60)
  void looksByItselfAndEndsWhenClosed() throws Exception {
    watch.start();
    write("a.isml", "1");
    assertThat(created.await(30, TimeUnit.SECONDS)).as("taken up by the thread").isTrue();
    watch.close();
    assertThat(Duration.ofNanos(PointWatch.LOOK_NANOS)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void afterARestartEveryPointIsIdle() throws Exception {
    write("a.isml", "1");
    watch.look();
    origin.find("/a.isml").orElseThrow().command(Target.STARTED, 0);
    Origin restarted = new Origin(OriginSettings.DEFAULT, new WallClock(Instant.EPOCH, 0), _ -> {});
    new PointWatch(PointFolder.open(root), restarted, () -> 0).look();
    assertThat(restarted.find("/a.isml").orElseThrow().state()).isEqualTo(PointState.IDLE);
  }
}
