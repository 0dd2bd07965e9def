package org.smoothlab.server.origin;

/**
 * What holds for all points of an origin.
 *
 * @param pointCountMax publishing points at a time; creating one more is refused
 */
public record OriginSettings(int pointCountMax) {
  /** 1000 points. */
  public static final OriginSettings DEFAULT = new OriginSettings(1_000);

  public OriginSettings {
    if (pointCountMax < 1) {
      throw new IllegalArgumentException("pointCountMax below 1: " + pointCountMax);
    }
  }
}
