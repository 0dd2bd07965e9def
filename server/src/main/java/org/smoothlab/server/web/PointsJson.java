package org.smoothlab.server.web;

import java.util.List;
import org.smoothlab.server.origin.PublishingPoint;

/**
 * The list of publishing points for pages that offer them:
 *
 * <pre>{"points":[{"path":"/live/a.isml","title":"Quay","state":"STARTED"}]}</pre>
 */
final class PointsJson {
  private PointsJson() {}

  static String write(List<PublishingPoint> points) {
    StringBuilder json = new StringBuilder("{\"points\":[");
    String separator = "";
    for (PublishingPoint point : points) {
      json.append(separator).append("{\"path\":");
      quote(point.path(), json);
      json.append(",\"title\":");
      quote(point.settings().title(), json);
      json.append(",\"state\":");
      quote(point.state().name(), json);
      json.append('}');
      separator = ",";
    }
    return json.append("]}\n").toString();
  }

  /** RFC 8259, 7. A lone surrogate becomes U+FFFD, for it has no form in UTF-8. */
  static void quote(String text, StringBuilder json) {
    json.append('"');
    text.codePoints()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            json.append('\\').append((char) c);
          } else if (c < ' ') {
            json.append(String.format("\\u%04x", c));
          } else {
            json.appendCodePoint(Character.getType(c) == Character.SURROGATE ? 0xFFFD : c);
          }
        });
    json.append('"');
  }
}
