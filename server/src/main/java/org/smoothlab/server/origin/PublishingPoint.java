package org.smoothlab.server.origin;

/** One live presentation: one path, one life cycle, one timeline per stream. */
public final class PublishingPoint {
  private final String path;
  private final PointSettings settings;

  PublishingPoint(String path, PointSettings settings) {
    this.path = path;
    this.settings = settings;
  }

  /** Its place in URLs: begins with {@code /}, ends with {@code .isml}. */
  public String path() {
    return path;
  }

  public PointSettings settings() {
    return settings;
  }

  public PointState state() {
    return PointState.IDLE;
  }
}
