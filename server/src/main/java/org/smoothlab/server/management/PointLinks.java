package org.smoothlab.server.management;

import org.smoothlab.media.smooth.SmoothUrl;

/**
 * The addresses of a point's resources.
 *
 * @param base scheme, host and port by which the client came, without a slash at the end
 * @param path the point's, decoded
 */
public record PointLinks(String base, String path) {
  public String settings() {
    return url("settings");
  }

  public String state() {
    return url("state");
  }

  public String statistics() {
    return url("statistics");
  }

  private String url(String resource) {
    return base + new SmoothUrl.Point(path).write() + "/" + resource;
  }
}
