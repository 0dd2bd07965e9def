package org.smoothlab.server.origin;

import java.util.EnumSet;
import java.util.Set;

/**
 * What holds for all points of an origin.
 *
 * @param pointCountMax publishing points at a time; creating one more is refused
 * @param roles what the origin has the means for. With {@link Role#ARCHIVE} it has a recorder,
 *     which answers each {@link Effect.RunEnded} by {@link PublishingPoint#recordingClosed}
 * @param alarms what operators are told of
 */
public record OriginSettings(int pointCountMax, Set<Role> roles, AlarmSettings alarms) {
  /** 1000 points that serve viewers. */
  public static final OriginSettings DEFAULT =
      new OriginSettings(1_000, Set.of(Role.CLIENT), AlarmSettings.DEFAULT);

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
    return new OriginSettings(pointCountMax, more, alarms);
  }

  /** The same for another number of points. */
  public OriginSettings withPointCountMax(int newPointCountMax) {
    return new OriginSettings(newPointCountMax, roles, alarms);
  }
}
