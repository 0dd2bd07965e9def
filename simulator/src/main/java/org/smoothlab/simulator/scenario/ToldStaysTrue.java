package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

/**
 * What a viewer was told in a manifest or in a look-ahead stays true: who asks gets the bytes that
 * were published, or hears that they come soon or have gone, and never other bytes. What the
 * manifest of this moment lists is there.
 */
final class ToldStaysTrue implements Invariant {
  private final RunNames runs = new RunNames();
  private final Map<Story, NavigableMap<Long, Shown>> stories = new HashMap<>();

  /** Behind which start nothing of a stream is gone. */
  private final Map<TrackKey, Long> goneTicks = new HashMap<>();

  private record Story(TrackKey track, String run) {}

  /**
   * What was published.
   *
   * @param safe whether no process has died since: who comes back may have lost it
   */
  private record Shown(FragmentTime time, long hash, boolean safe) {
    Shown afterKill() {
      return new Shown(time, hash, false);
    }
  }

  @Override
  public Optional<String> broken(TraceEntry entry) {
    runs.happened(entry);
    switch (entry.event()) {
      case OriginEvent.Published out ->
          story(TrackKey.of(entry, out))
              .put(out.time().startTicks(), new Shown(out.time(), out.body().hash(), true));
      case OriginEvent.Evicted(String point, String stream, FragmentTime time, String cause)
          when !cause.equals("ARCHIVED") ->
          goneTicks.merge(stream(entry.who(), point, stream), time.startTicks(), Math::max);
      case OriginEvent.RunStarted(String point, long _, String _) ->
          goneTicks.keySet().removeIf(stream -> stream.isOf(entry.who(), point));
      case WorldEvent.NodeDown(String host) ->
          stories.forEach((story, shown) -> {
            if (story.track.host().equals(host)) {
              shown.replaceAll((_, one) -> one.afterKill());
            }
          });
      default -> {}
    }
    return Optional.empty();
  }

  private NavigableMap<Long, Shown> story(TrackKey track) {
    return stories.computeIfAbsent(
        new Story(track, runs.of(track.host(), track.point())), _ -> new TreeMap<>());
  }

  /** The key of a stream: that of a track without a bitrate. */
  private static TrackKey stream(String host, String point, String name) {
    return new TrackKey(host, point, new TrackId(name, 0));
  }

  @Override
  public Optional<String> broken(Sight sight) {
    if (!(sight instanceof Sight.Kept(var point, var promise, var answers))) {
      return Optional.empty();
    }
    for (Sight.Answer answer : answers) {
      TrackKey track = new TrackKey(point.origin(), point.point(), answer.track());
      Optional<String> lie =
          lie(answer, promise, find(track, promise.startTicks()), isGone(track, promise));
      if (lie.isPresent()) {
        return Optional.of(told(track, promise) + ", but " + lie.get());
      }
    }
    boolean nothing = answers.stream().noneMatch(answer -> answer.status() == 200);
    return nothing && promise.word() == Sight.Word.MANIFEST
        ? Optional.of(
            told(stream(point.origin(), point.point(), promise.streamName()), promise)
                + ", but no quality level has it")
        : Optional.empty();
  }

  private static String told(TrackKey track, Sight.Promise promise) {
    String by =
        switch (promise.word()) {
          case MANIFEST -> "its manifest";
          case LOOK_AHEAD -> "a look-ahead";
          case EARLIER -> "what viewers knew";
        };
    return track + " has " + promise.startTicks() + " by " + by;
  }

  private Optional<Shown> find(TrackKey track, long startTicks) {
    NavigableMap<Long, Shown> shown = story(track);
    return Stream.of(
            Optional.ofNullable(shown.floorEntry(startTicks)),
            Optional.ofNullable(shown.ceilingEntry(startTicks)))
        .flatMap(Optional::stream)
        .map(Map.Entry::getValue)
        .filter(one -> isNear(one.time, startTicks))
        .findFirst();
  }

  /** Tracks of a stream may be rounded in different ways. */
  private static boolean isNear(FragmentTime time, long startTicks) {
    return Math.abs(time.startTicks() - startTicks) <= time.durationTicks() / 8;
  }

  private boolean isGone(TrackKey track, Sight.Promise promise) {
    TrackKey stream = stream(track.host(), track.point(), promise.streamName());
    return promise.word() != Sight.Word.MANIFEST
        && promise.startTicks() <= goneTicks.getOrDefault(stream, Long.MIN_VALUE);
  }

  private static Optional<String> lie(
      Sight.Answer answer, Sight.Promise promise, Optional<Shown> shown, boolean gone) {
    if (answer.status() != 200) {
      boolean mayMiss = gone || shown.isEmpty() || !shown.get().safe;
      return mayAnswer(answer.status(), promise.word(), shown.isPresent(), mayMiss)
          ? Optional.empty()
          : Optional.of("answers " + answer.status());
    }
    if (shown.isEmpty()) {
      return Optional.of("sends what it never published");
    }
    return shown.get().hash == answer.hash()
        ? Optional.empty()
        : Optional.of("sends other content than it published");
  }

  /** Not there, not yet there, or not any more. */
  private static boolean mayAnswer(int status, Sight.Word word, boolean isShown, boolean mayMiss) {
    return switch (status) {
      case 404 -> mayMiss && word != Sight.Word.LOOK_AHEAD;
      case 410 -> mayMiss && word == Sight.Word.EARLIER;
      case 412 -> !isShown && word != Sight.Word.MANIFEST;
      default -> false;
    };
  }
}
