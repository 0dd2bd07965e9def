package org.smoothlab.simulator.net;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.smoothlab.media.bytes.Slice;

/** What becomes of one request: everything that befalls it, made into one. */
final class Fate {
  private static final String PAGE =
      "<!DOCTYPE html><html><head><title>Welcome</title></head>"
          + "<body><h1>Please log in</h1></body></html>\n";

  private final RequestFaults.Asked asked;
  private final List<Hit> hits;

  /**
   * One fault that befalls it.
   *
   * @param index the how-manieth request it is that matches the fault
   */
  record Hit(RequestFaults.Active active, long index) {
    SplittableRandom random() {
      return active.fault().requests().sample().random(index);
    }
  }

  /** An answer that the network gives by itself. */
  sealed interface Given {
    /** A whole answer. */
    record Whole(RequestFaults.Kept answer) implements Given {}

    /** Random bytes without end, at {@link Instead.Endless#BYTES_PER_SECOND}. */
    record Endless(SplittableRandom random) implements Given {}
  }

  Fate(RequestFaults.Asked asked, List<Hit> hits) {
    this.asked = asked;
    this.hits = List.copyOf(hits);
  }

  /** How much later it arrives, in nanoseconds of the run's clock. */
  long delayNanos() {
    long sum = 0;
    for (Hit hit : hits) {
      if (hit.active().fault() instanceof RequestFault.DelayedPost delayed) {
        sum = Math.addExact(sum, delayed.delayNanos());
      }
    }
    return sum;
  }

  /** Whether it arrives twice. */
  boolean isDuplicated() {
    return hits.stream()
        .anyMatch(hit -> hit.active().fault() instanceof RequestFault.DuplicatedPost);
  }

  /** The path that is asked for instead. */
  Optional<String> otherPath() {
    return hits.stream()
        .map(hit -> hit.active().fault())
        .filter(fault ->
            fault instanceof RequestFault.WrongAnswer wrong
                && wrong.instead() instanceof Instead.Path)
        .map(fault -> ((Instead.Path) ((RequestFault.WrongAnswer) fault).instead()).path())
        .findFirst();
  }

  /** The answer that it gets without the host's knowing; the first one counts. */
  Optional<Given> given() {
    return hits.stream().flatMap(hit -> given(hit).stream()).findFirst();
  }

  /** The fault that would like to keep the answer. */
  Optional<RequestFaults.Active> keeper() {
    return hits.stream()
        .map(Hit::active)
        .filter(active -> active.fault() instanceof RequestFault.StaleAnswer)
        .findFirst();
  }

  /** What happens to one of the two bodies. */
  BodyHurt hurt(RequestFault.Body which) {
    BodyHurt hurt = new BodyHurt();
    for (Hit hit : hits) {
      switch (hit.active().fault()) {
        case RequestFault.TruncatedBody truncated when truncated.body() == which ->
            hurt.endAfter(truncated.afterBytes());
        case RequestFault.CorruptedBody corrupted when corrupted.body() == which ->
            hurt.corrupt(corrupted.everyBytes(), hit.random().nextLong());
        case RequestFault _ -> {}
      }
    }
    return hurt;
  }

  private Optional<Given> given(Hit hit) {
    return switch (hit.active().fault()) {
      case RequestFault.AnswerStatus(Requests _, int status, long _) ->
          Optional.of(whole(status, "text/plain", "fault: " + status + "\n"));
      case RequestFault.StaleAnswer _ -> hit.active().kept(asked.path()).map(Given.Whole::new);
      case RequestFault.WrongAnswer(Requests _, Instead instead, long _) ->
          wrong(instead, hit.random());
      case RequestFault _ -> Optional.empty();
    };
  }

  private Optional<Given> wrong(Instead instead, SplittableRandom random) {
    return switch (instead) {
      case Instead.Page() -> Optional.of(whole(200, "text/html; charset=utf-8", PAGE));
      case Instead.Empty() -> Optional.of(whole(200, "text/xml", ""));
      case Instead.Text(String mediaType, String text) -> Optional.of(whole(200, mediaType, text));
      case Instead.Endless() -> Optional.of(new Given.Endless(random));
      case Instead.Circle() ->
          Optional.of(
              new Given.Whole(
                  new RequestFaults.Kept(
                      302, List.of(new Header("Location", asked.path())), Slice.EMPTY)));
      case Instead.Path _ -> Optional.empty();
    };
  }

  private static Given whole(int status, String mediaType, String text) {
    List<Header> headers =
        List.of(new Header("Content-Type", mediaType), new Header("Cache-Control", "no-store"));
    return new Given.Whole(new RequestFaults.Kept(status, headers, Slice.ofUtf8(text)));
  }
}
