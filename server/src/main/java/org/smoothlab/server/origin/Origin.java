package org.smoothlab.server.origin;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * All publishing points, by path. Safe for many threads: each point has one lock for writers and
 * one immutable snapshot for readers, who never lock.
 */
public final class Origin {
  private final OriginSettings settings;
  private final WallClock clock;
  private final EffectSink sink;
  private final ConcurrentMap<String, PublishingPoint> points = new ConcurrentHashMap<>();

  /**
   * @param settings what holds for all points
   * @param clock which wall time the elapsed time of the calls stands for
   * @param sink where effects go, in order per point
   */
  public Origin(OriginSettings settings, WallClock clock, EffectSink sink) {
    this.settings = settings;
    this.clock = clock;
    this.sink = sink;
  }

  /**
   * Makes an idle point, or finds the one that is there.
   *
   * @param path decoded, begins with {@code /}, ends with {@code .isml}
   * @throws IllegalStateException when there are {@code pointCountMax} points
   */
  public PublishingPoint create(String path, PointSettings pointSettings) {
    return points.computeIfAbsent(path, key -> new PublishingPoint(key, pointSettings));
  }

  /** The point of this path. */
  public Optional<PublishingPoint> find(String path) {
    return Optional.ofNullable(points.get(path));
  }

  /** The paths of all points, sorted. */
  public List<String> paths() {
    return points.keySet().stream().sorted().toList();
  }

  /**
   * Runs what is due: gaps that waited long enough, fragments that waited for an encoder.
   *
   * @return when to call again, or {@link Long#MAX_VALUE} when nothing waits
   */
  public long advance(long nowNanos) {
    return Long.MAX_VALUE;
  }

  /** The version of the point's snapshot; empty when there is no such point. */
  public OptionalLong version(String point) {
    return OptionalLong.empty();
  }

  WallClock clock() {
    return clock;
  }

  EffectSink sink() {
    return sink;
  }

  OriginSettings settings() {
    return settings;
  }
}
