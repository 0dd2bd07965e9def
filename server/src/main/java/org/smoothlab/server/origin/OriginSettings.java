package org.smoothlab.server.origin;

import java.util.EnumSet;
import java.util.Set;

/**
 * What holds for all points of an origin.
 *
 * @param pointCountMax publishing points at a time; creating one more is refused
 * @param roles what the origin has the means for. With {@link Role#ARCHIVE} it has a recorder,
 *     which answers each {@link Effect.RunEnded} by {@link PublishingPoint#recordingClosed}
 * @param pointMemoryBytesMax memory for the fragments of a point; a point whose settings allow more
 *     gets no more
 * @param alarms what operators are told of
 * @param name of the origin among servers: no two that exchange streams have the same one; empty
 *     for one that is made anew at each start
 */
public record OriginSettings(
    int pointCountMax,
    Set<Role> roles,
    long pointMemoryBytesMax,
    AlarmSettings alarms,
    String name) {
  /** 1000 points that serve viewers, each with as much memory as its settings say. */
  public static final OriginSettings DEFAULT =
      new OriginSettings(1_000, Set.of(Role.CLIENT), Long.MAX_VALUE, AlarmSettings.DEFAULT, "");

  public OriginSettings {
    roles = Set.copyOf(roles);
    if (pointCountMax < 1) {
      throw new IllegalArgumentException("pointCountMax below 1: " + pointCountMax);
    }
  }

  /** The same with the means for one more role. */
  public OriginSettings with(Role role) {
    Set<Role> more = EnumSet.of(role);
    more.addAll(roles);
    return new OriginSettings(pointCountMax, more, pointMemoryBytesMax, alarms, name);
  }

  /** The same for another number of points. */
  public OriginSettings withPointCountMax(int newPointCountMax) {
    return new OriginSettings(newPointCountMax, roles, pointMemoryBytesMax, alarms, name);
  }

  /** The same with less memory, or more, for each point. */
  public OriginSettings withPointMemoryBytesMax(long bytesMax) {
    return new OriginSettings(pointCountMax, roles, bytesMax, alarms, name);
  }

  /** The same with another name. */
  public OriginSettings withName(String newName) {
    return new OriginSettings(pointCountMax, roles, pointMemoryBytesMax, alarms, newName);
  }

  /** What a run really gets of what its settings allow. */
  PointSettings fit(PointSettings settings) {
    PointSettings.Limits limits = settings.limits();
    return limits.liveCacheBytesMax() <= pointMemoryBytesMax
        ? settings
        : settings.withLimits(
            new PointSettings.Limits(
                limits.sessionCountMax(),
                limits.trackCountMax(),
                limits.bitrateBpsMax(),
                pointMemoryBytesMax));
  }
}
