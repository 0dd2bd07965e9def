package org.smoothlab.server.origin;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All publishing points, by path. Safe for many threads: each point has one lock for writers and
 * one immutable snapshot for readers, who never lock.
 */
public final class Origin {
  private final OriginSettings settings;
  private final WallClock clock;
  private final EffectSink sink;
  private final ConcurrentMap<String, PublishingPoint> points = new ConcurrentSkipListMap<>();

  /** How many points there have been; guarded by the map of them. */
  private long madeCount;

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
   * @throws IllegalStateException when there are {@code pointCountMax} points already
   */
  public PublishingPoint create(String path, PointSettings pointSettings) {
    return findOrCreate(path, pointSettings)
        .orElseThrow(() ->
            new IllegalStateException(
                "%s would be more than %d points".formatted(path, settings.pointCountMax())));
  }

  /** The same, but empty when there are {@code pointCountMax} points already. */
  public Optional<PublishingPoint> findOrCreate(String path, PointSettings pointSettings) {
    synchronized (points) {
      if (points.size() >= settings.pointCountMax() && !points.containsKey(path)) {
        return Optional.empty();
      }
      PublishingPoint known = points.get(path);
      return Optional.of(known == null ? make(path, pointSettings) : known);
    }
  }

  /**
   * Finds the point that is there, in whatever state it is, or makes one and starts it: nobody else
   * who calls this gets it before it is started. Empty when there are {@code pointCountMax} points
   * already.
   */
  public Optional<PublishingPoint> findOrStart(
      String path, PointSettings pointSettings, long nowNanos) {
    synchronized (points) {
      Optional<PublishingPoint> known = find(path);
      if (known.isPresent()) {
        return known;
      }
      Optional<PublishingPoint> made = findOrCreate(path, pointSettings);
      made.ifPresent(point -> point.command(Target.STARTED, nowNanos));
      return made;
    }
  }

  private PublishingPoint make(String path, PointSettings pointSettings) {
    madeCount++;
    OriginScope.Naming naming = new OriginScope.Naming(name(), startTag() + '.' + madeCount);
    PublishingPoint made =
        new PublishingPoint(path, pointSettings, new OriginScope(settings, clock, naming, sink));
    points.put(path, made);
    // Whoever hears of it finds it.
    sink.accept(new Effect.PointCreated(path));
    return made;
  }

  /** Makes an idle point; empty when there is one of this path, or no room for it. */
  public Optional<PublishingPoint> createNew(String path, PointSettings pointSettings) {
    synchronized (points) {
      return points.containsKey(path) ? Optional.empty() : findOrCreate(path, pointSettings);
    }
  }

  /** Shuts a point down if need be, and forgets it. */
  public Removed remove(String path, long nowNanos) {
    PublishingPoint point = points.get(path);
    if (point == null) {
      return new Removed.Missing();
    }
    Removed removed = point.remove(nowNanos);
    if (removed instanceof Removed.Done && points.remove(path, point)) {
      sink.accept(new Effect.PointRemoved(path));
    }
    return removed;
  }

  /** Its name among servers. */
  public String name() {
    return settings.name().isEmpty() ? "origin-" + startTag() : settings.name();
  }

  /** Different for every start, so that no cache takes the fragments of two for the same. */
  private String startTag() {
    return Long.toString(clock.start().toEpochMilli(), Character.MAX_RADIX);
  }

  /** What holds for all points. */
  public OriginSettings settings() {
    return settings;
  }

  /** Which wall time the elapsed time of the calls stands for. */
  public WallClock clock() {
    return clock;
  }

  /** The point of this path. */
  public Optional<PublishingPoint> find(String path) {
    return Optional.ofNullable(points.get(path));
  }

  /** Whether another point fits. */
  public boolean isFull() {
    return points.size() >= settings.pointCountMax();
  }

  /** The paths of all points, sorted. */
  public List<String> paths() {
    return List.copyOf(points.keySet());
  }

  /**
   * Runs what is due: gaps that waited long enough, fragments that waited for an encoder.
   *
   * @return when to call again, or {@link Long#MAX_VALUE} when nothing waits; every delivery may
   *     make it earlier
   */
  public long advance(long nowNanos) {
    long due = Long.MAX_VALUE;
    for (PublishingPoint point : points.values()) {
      point.advance(nowNanos);
      due = Math.min(due, point.dueNanos());
    }
    return due;
  }

  /** The version of the point's snapshot; empty when there is no such point. */
  public OptionalLong version(String point) {
    PublishingPoint found = points.get(point);
    return found == null ? OptionalLong.empty() : OptionalLong.of(found.view().version());
  }
}
