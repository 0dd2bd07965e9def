package org.smoothlab.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.server.access.AccessEvent;
import org.smoothlab.server.access.Principal;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.origin.Alarm;
import org.smoothlab.server.origin.DropReason;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.RunClock;
import org.smoothlab.server.origin.SourceId;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.relay.RelayEvent;

/** The page about events, and what is written: both agree. */
class EventsDocumentTest {
  private static final String POINT = "/live/a.isml";
  private static final TrackId VIDEO = new TrackId("video", 3_000_000);
  private static final FragmentTime TIME = new FragmentTime(180_000_000, 20_000_000);
  private static final SourceId SOURCE = new SourceId("", "one", "10.0.0.1:5000");
  private static final Alarm ALARM = new Alarm(Alarm.Kind.GAP, "video", "a hole", 1);

  private static final List<Effect> EFFECTS =
      List.of(
          new Effect.Moved(POINT, 1),
          new Effect.StateChanged(POINT, PointState.IDLE, PointState.STARTING),
          new Effect.RunStarted(POINT, 1, ""),
          new Effect.RunTimed(POINT, 1, new RunClock(Instant.EPOCH)),
          new Effect.RunEnded(POINT, 1),
          new Effect.PointCreated(POINT),
          new Effect.PointRemoved(POINT),
          new Effect.SettingsChanged(POINT, PointSettings.DEFAULT),
          new Effect.Failed(POINT, new PointFault(PointFault.E_FAIL, "no")),
          new Effect.SessionOpened(POINT, SOURCE),
          new Effect.Announced(POINT, SOURCE, List.of(TestTrack.HIGH.info())),
          new Effect.Described(POINT, TestTrack.HIGH.info()),
          new Effect.SessionEnded(POINT, SOURCE, Effect.EndCause.LOST, "gone"),
          new Effect.FragmentAccepted(POINT, SOURCE, VIDEO, TestTrack.HIGH.fragment(0)),
          new Effect.PastAccepted(POINT, SOURCE, VIDEO, TestTrack.HIGH.fragment(0)),
          new Effect.PastComplete(POINT, 1),
          new Effect.FragmentDropped(POINT, VIDEO, TIME, DropReason.TOO_LATE),
          new Effect.Gap(POINT, VIDEO, 1, 2),
          new Effect.Fed(POINT, "a"),
          new Effect.Published(POINT, VIDEO, TIME, List.of()),
          new Effect.PublishedWithout(POINT, VIDEO, 1),
          new Effect.Evicted(POINT, "video", TIME, Effect.EvictionCause.WINDOW),
          new Effect.AlarmRaised(POINT, ALARM),
          new Effect.AlarmCleared(POINT, ALARM),
          new Effect.Warned(POINT, SOURCE, "odd"));

  private static final List<AccessEvent> ACCESS_EVENTS =
      List.of(
          new AccessEvent.LoginFailed("10.0.0.1", "anna", AccessEvent.LoginFault.PASSWORD),
          new AccessEvent.Slowed("10.0.0.1", "anna", 1_000_000_000L),
          new AccessEvent.Throttled("10.0.0.1"),
          new AccessEvent.SignatureRefused("10.0.0.1", "k1", AccessEvent.SignatureFault.WRONG),
          new AccessEvent.Denied("10.0.0.1", new Principal.User("anna"), Right.WATCH, POINT));

  private static final List<RelayEvent> RELAY_EVENTS =
      List.of(
          new RelayEvent.PullConnected(POINT, "http://up/a.isml", "one"),
          new RelayEvent.PullLost(POINT, "http://up/a.isml", "gone"),
          new RelayEvent.PullSwitched(POINT, "http://up/a.isml", "http://other/a.isml"),
          new RelayEvent.PullRefused(POINT, "http://up/a.isml", "no stream"),
          new RelayEvent.PullEnded(POINT, "http://up/a.isml"),
          new RelayEvent.PastFilled(POINT, VIDEO, 0, 1, 1),
          new RelayEvent.PushConnected(POINT, "http://down/a.isml", "one"),
          new RelayEvent.PushLost(POINT, "http://down/a.isml", "one", "gone", 1),
          new RelayEvent.PushEnded(POINT, "http://down/a.isml", "one", true));

  @Test
  void documentsEveryEventWithItsFieldsAndNoOther() throws IOException {
    Map<String, List<String>> written = new TreeMap<>();
    EFFECTS.forEach(effect -> put(EventLog.line(effect), written));
    ACCESS_EVENTS.forEach(event -> put(AccessEvents.line(event), written));
    RELAY_EVENTS.forEach(event -> put(RelayEvents.line(event), written));

    assertThat(written).containsExactlyInAnyOrderEntriesOf(documented());
  }

  @Test
  void looksAtEveryKindOfEvent() {
    assertThat(Stream.of(Effect.class, AccessEvent.class, RelayEvent.class))
        .flatExtracting(kind -> Arrays.asList(kind.getPermittedSubclasses()))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(EFFECTS, ACCESS_EVENTS, RELAY_EVENTS)
                .flatMap(List::stream)
                .<Class<?>>map(Object::getClass)
                .toList());
  }

  private static void put(LogLine line, Map<String, List<String>> events) {
    Matcher fields =
        Pattern.compile(" (\\w+)=(\"(?:[^\"\\\\]|\\\\.)*\"|\\S*)").matcher(line.toString());
    List<String> names = new ArrayList<>();
    int nameEnd = -1;
    while (fields.find()) {
      nameEnd = nameEnd < 0 ? fields.start() : nameEnd;
      names.add(fields.group(1));
    }
    events.put(line.toString().substring(0, nameEnd), names);
  }

  private static Map<String, List<String>> documented() throws IOException {
    Map<String, List<String>> events = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "events.md"))) {
      String[] cells = line.split(" \\| ", -1);
      if (line.startsWith("| `") && cells.length == 5) {
        events.put(cells[1], List.of(cells[3].split(", ", -1)));
      }
    }
    return events;
  }
}
