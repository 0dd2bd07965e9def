package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.RunEvent;

class ToldEventsTest {
  private static final String POINT = "/live/event.isml";
  private static final TrackId TRACK = new TrackId("video", 250_000);
  private static final FragmentTime TIME = new FragmentTime(20_000_000, 20_000_000);
  private static final RelayTrace.Leg LEG = new RelayTrace.Leg(POINT, "http://a/b.isml", "s1");

  static List<RunEvent> events() {
    List<FragmentTime> following = List.of(new FragmentTime(40_000_000, 1), TIME);
    return List.of(
        new OriginEvent.StateChanged(POINT, "IDLE", "STARTING"),
        new OriginEvent.SessionOpened(POINT, "Streams(s1) from ä", "ä:1"),
        new OriginEvent.SessionEnded(POINT, "Streams(s1)", "LOST"),
        new OriginEvent.RunStarted(POINT, 2, "event"),
        new OriginEvent.RunEnded(POINT, 2),
        new OriginEvent.Accepted(POINT, TRACK, TIME, -5),
        new OriginEvent.Past(POINT, TRACK, TIME, Long.MIN_VALUE),
        new OriginEvent.Published(POINT, TRACK, TIME, new OriginEvent.Body(300, 7, following)),
        new OriginEvent.Evicted(POINT, "video", TIME, "WINDOW"),
        new OriginEvent.Dropped(POINT, TRACK, TIME, "DUPLICATE"),
        new OriginEvent.Gap(POINT, TRACK, 1, 2),
        new RelayTrace.PullConnected(LEG),
        new RelayTrace.PullLost(POINT, "http://a/", "reset"),
        new RelayTrace.PullSwitched(POINT, "http://a/", "http://b/"),
        new RelayTrace.PullRefused(POINT, "http://a/", "other codec"),
        new RelayTrace.PastFilled(POINT, TRACK, TIME, 12),
        new RelayTrace.PushConnected(LEG),
        new RelayTrace.PushLost(LEG, "stalled", 3),
        new RelayTrace.PushEnded(LEG));
  }

  @Test
  void knowsEveryKindOfEvent() {
    List<Class<?>> kinds =
        Stream.of(OriginEvent.class, RelayTrace.class)
            .flatMap(kind -> Arrays.stream(kind.getPermittedSubclasses()))
            .collect(Collectors.toList());

    assertThat(events()).extracting(Object::getClass).hasSameElementsAs(kinds);
  }

  @ParameterizedTest
  @MethodSource("events")
  void tellsAgainWhatItWasTold(RunEvent event) throws Exception {
    byte[] bytes = written(event);

    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    assertThat(new ToldReader(in).read()).isEqualTo(new ToldReader.Told(1_234, event));
    assertThat(in.read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @MethodSource("events")
  void endsWhereAKillHasBrokenItOff(RunEvent event) throws Exception {
    byte[] bytes = written(event);

    List<Throwable> ends = new ArrayList<>();
    IntStream.range(0, bytes.length).forEach(length -> ends.add(failure(bytes, length)));

    assertThat(ends).hasOnlyElementsOfType(EOFException.class);
  }

  @Test
  void readsWhatIsWrittenByHand() throws Exception {
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "00000000000004d2"
                    + "0009"
                    + "52554e5f454e444544"
                    + "0007"
                    + "2f612e69736d6c"
                    + "0000000000000003");

    assertThat(new ToldReader(new DataInputStream(new ByteArrayInputStream(bytes))).read())
        .isEqualTo(new ToldReader.Told(1_234, new OriginEvent.RunEnded("/a.isml", 3)));
  }

  @Test
  void refusesAKindThatItDoesNotKnow() {
    byte[] bytes = HexFormat.of().parseHex("0000000000000000" + "0002" + "4f4b");

    assertThatThrownBy(
            () -> new ToldReader(new DataInputStream(new ByteArrayInputStream(bytes))).read())
        .isInstanceOf(IOException.class)
        .hasMessage("an origin tells of something unknown: OK");
  }

  @Test
  void cutsAReasonThatIsTooLong() throws Exception {
    byte[] bytes = written(new RelayTrace.PullLost(POINT, "http://a/", "x".repeat(100_000)));

    assertThat(new ToldReader(new DataInputStream(new ByteArrayInputStream(bytes))).read().event())
        .isEqualTo(new RelayTrace.PullLost(POINT, "http://a/", "x".repeat(8_000)));
  }

  private static byte[] written(RunEvent event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ToldWriter writer = new ToldWriter(new DataOutputStream(bytes));
    switch (event) {
      case OriginEvent origin -> writer.write(1_234, origin);
      case RelayTrace relay -> writer.write(1_234, relay);
      default -> throw new IllegalArgumentException("no origin tells " + event);
    }
    return bytes.toByteArray();
  }

  private static Throwable failure(byte[] bytes, int length) {
    try {
      ToldReader.Told told =
          new ToldReader(new DataInputStream(new ByteArrayInputStream(bytes, 0, length))).read();
      return new AssertionError("read " + told + " from " + length + " bytes");
    } catch (IOException ended) {
      return ended;
    }
  }
}
