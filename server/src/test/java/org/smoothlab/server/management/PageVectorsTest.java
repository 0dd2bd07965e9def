package org.smoothlab.server.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Admission;
import org.smoothlab.server.origin.Announcement;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.EffectLog;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Source;
import org.smoothlab.server.origin.SourceId;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.origin.WallClock;

/**
 * What the operators' page is told, kept where its own tests read it: neither side can change its
 * mind alone. {@code -Dgolden.update=true} writes the file anew.
 */
class PageVectorsTest {
  private static final Path FILE = Path.of("..", "player-web", "src", "vectors", "management.json");
  private static final long SECOND = 1_000_000_000L;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final WallClock clock = new WallClock(START, 0);
  private final EffectLog log = new EffectLog();
  private final Origin origin = new Origin(OriginSettings.DEFAULT, clock, log);
  private final EventDocuments documents = new EventDocuments(clock);
  private final PublishingPoint point =
      origin.create(
          "/live/quay.isml", PointSettings.DEFAULT.withTitle("Quay camera").withAutoStart(true));

  @Test
  void answersThePageAsItsTestsExpect() throws IOException {
    String written = vectors();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(FILE, written);
    }
    assertThat(written).isEqualTo(Files.readString(FILE));
  }

  private String vectors() {
    String idle = documents.state(point, PointState.IDLE, START);
    String settings = settings();
    point.command(Target.STARTED, 0);
    Source source = source();
    deliver(source);
    String started = documents.state(point, point.state(), START.plusSeconds(13));
    source.close(Effect.EndCause.LOST, "reset", 13 * SECOND);
    origin.advance(40 * SECOND);
    String alarms =
        log.all(Effect.AlarmRaised.class).stream()
            .map(e -> documents.alarm(e.point(), e.alarm(), true, START.plusSeconds(40)))
            .peek(alarm -> Valid.requireJson(alarm, "AlarmEvent"))
            .collect(Collectors.joining(",\n    "));
    String statistics =
        documents.statistics(point, point.statistics(40 * SECOND), START.plusSeconds(40));
    point.fail(new PointFault(0x80070070, "no room on the disk"), 41 * SECOND);
    Valid.requireJson(statistics, "StatisticsEvent");
    String failed = documents.state(point, point.state(), START.plusSeconds(41));
    return """
    {
      "settings": %s,
      "states": [
        %s,
        %s,
        %s,
        %s
      ],
      "statistics": %s,
      "alarms": [
        %s
      ],
      "problem": %s
    }
    """
        .formatted(
            settings,
            idle,
            started,
            failed,
            documents.removed(point.path(), START.plusSeconds(42)),
            statistics,
            alarms,
            problem());
  }

  private String settings() {
    ManagementWriter writer = new ManagementWriter(Form.JSON, "http://origin.example");
    ManagementWriter.Stored stored =
        new ManagementWriter.Stored(point.path(), point.settings(), START, false);
    return text(writer.listWithSettings(List.of(stored), START));
  }

  private static String problem() {
    return text(
        ManagementWriter.problem(
            Form.JSON,
            Problem.of(
                ManagementError.STATE_TRANSITION_INVALID,
                "/live/quay.isml is Stopped and cannot become Started; shut it down first.")));
  }

  private Source source() {
    Source source =
        ((Admission.Admitted) point.open(new SourceId("", "encoder", "192.0.2.17:4711"), 0))
            .source();
    Announcement announcement =
        new Announcement(Stream.of(AUDIO, LOW, HIGH).map(TestTrack::info).toList(), List.of());
    assertThat(source.announce(announcement, 0)).isEmpty();
    return source;
  }

  /** With a hole in one track. */
  private void deliver(Source source) {
    for (int i = 0; i < 6; i++) {
      long nowNanos = (i + 1) * (2 * SECOND);
      source.deliver(AUDIO.fragment(i), nowNanos);
      source.deliver(LOW.fragment(i), nowNanos);
      if (i != 2) {
        source.deliver(HIGH.fragment(i), nowNanos);
      }
      point.view().countRequest("video", HIGH.bitrateBps(), nowNanos);
    }
  }

  private static String text(Slice slice) {
    return new String(slice.toByteArray(), StandardCharsets.UTF_8).strip();
  }
}
