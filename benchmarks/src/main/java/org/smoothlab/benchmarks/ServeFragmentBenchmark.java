package org.smoothlab.benchmarks;

import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Reply;

/**
 * What does an answer to a fragment request cost between two doors, from the request's head to the
 * slices that a socket is to send, and does it depend on the fragment's size? It must not: bound is
 * less than 2 KB of heap per answer, whatever the size, and no media is copied.
 *
 * <p>A point with three video levels and audio runs; the requests go round its video fragments.
 *
 * <p>Run: {@code ./smoothlab bench ServeFragment -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Fork(jvmArgsAppend = {"-Xmx1g", "-XX:MaxDirectMemorySize=1g"})
public class ServeFragmentBenchmark {
  private static final int PUBLISHED_COUNT = 4;

  /** Of the whole answer, {@code moof} and {@code mdat}. */
  @Param({"1024", "150000", "4194304"})
  public int fragmentBytes = 1024;

  private final LiveEvent event = new LiveEvent(4711);
  private final RunningPoint point = RunningPoint.start(event, 0);
  private Round wholes = new Round(List.of());
  private Round infos = new Round(List.of());

  /** Requests that take turns. */
  private static final class Round {
    private final List<Ask> asks;
    private int turn;

    Round(List<Ask> asks) {
      this.asks = asks;
    }

    Ask next() {
      turn = turn + 1 < asks.size() ? turn + 1 : 0;
      return asks.get(turn);
    }
  }

  @Setup
  public void publish() {
    for (int index = 0; index < PUBLISHED_COUNT + RunningPoint.LOOK_AHEAD; index++) {
      point.receive(event, index, this::payloadBytes);
    }
    wholes = round("Fragments");
    infos = round("FragmentInfo");
  }

  @Benchmark
  public Exchange serveFragments() {
    return point.open(wholes.next());
  }

  @Benchmark
  public Exchange serveFragmentInfos() {
    return point.open(infos.next());
  }

  /** Asks for every video fragment. */
  List<Reply> answers(String noun) {
    return asks(noun).stream().map(point::require200).toList();
  }

  private Round round(String noun) {
    answers(noun);
    return new Round(asks(noun));
  }

  private List<Ask> asks(String noun) {
    return event.tracks().stream()
        .filter(track -> track.stream().kind() == StreamKind.VIDEO)
        .flatMap(track ->
            IntStream.range(0, PUBLISHED_COUNT)
                .mapToObj(index -> RunningPoint.askForFragment(noun, track, index)))
        .toList();
  }

  private int payloadBytes(TrackInfo track) {
    return track.stream().kind() == StreamKind.VIDEO
        ? event.payloadBytes(track, fragmentBytes)
        : LiveEvent.payloadBytes(track);
  }
}
