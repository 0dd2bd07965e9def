package org.smoothlab.simulator.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothlab.simulator.net.Hop;
import org.smoothlab.simulator.net.Instead;
import org.smoothlab.simulator.net.RequestFault;
import org.smoothlab.simulator.net.Requests;

/** Reads the faults that befall single requests. */
final class RequestFaultReader {
  private static final Map<String, RequestFault.Body> BODIES =
      Map.of("request", RequestFault.Body.REQUEST, "answer", RequestFault.Body.ANSWER);

  private final FaultReader.Cast cast;

  RequestFaultReader(FaultReader.Cast cast) {
    this.cast = cast;
  }

  /**
   * Reads one.
   *
   * @param kind one of those that befall requests
   */
  RequestFault read(YamlMap map, FaultKind kind) throws ScenarioException {
    long durationNanos = map.durationNanos("for");
    boolean manifests = kind == FaultKind.STALE || kind == FaultKind.WRONG_ANSWER;
    Requests requests = requests(map, kind, manifests ? Requests.MANIFESTS : Requests.EVERY_PATH);
    return switch (kind) {
      case STATUS ->
          new RequestFault.AnswerStatus(
              requests, (int) map.number("code", 503, 400, 599), durationNanos);
      case DELAY_POST ->
          new RequestFault.DelayedPost(requests, map.durationNanos("by"), durationNanos);
      case DUPLICATE_POST -> new RequestFault.DuplicatedPost(requests, durationNanos);
      case TRUNCATE -> new RequestFault.TruncatedBody(requests, body(map), 0, durationNanos);
      case CORRUPT -> corrupt(map, requests, durationNanos);
      case STALE -> new RequestFault.StaleAnswer(requests, durationNanos);
      default -> new RequestFault.WrongAnswer(requests, instead(map), durationNanos);
    };
  }

  private static RequestFault corrupt(YamlMap map, Requests requests, long durationNanos)
      throws ScenarioException {
    long everyBytes = map.sizeBytes("every", 100_000);
    if (everyBytes < 1) {
      throw map.wrong("every", "a size of at least 1B", map.text("every"));
    }
    return new RequestFault.CorruptedBody(requests, body(map), everyBytes, durationNanos);
  }

  private Requests requests(YamlMap map, FaultKind kind, String paths) throws ScenarioException {
    Hop hop =
        new Hop(
            cast.memberOrAny(map, "from", FaultKind.Role.CALLER),
            cast.memberOrAny(map, kind.key(), kind.role()));
    int countMax = (int) map.number("count", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    Requests.Sample sample = new Requests.Sample(percent(map), countMax, 0);
    return new Requests(hop, map.text("paths", paths), sample);
  }

  private static int percent(YamlMap map) throws ScenarioException {
    String text = map.text("share", "100%");
    if (!text.matches("(100|[1-9][0-9]?)%")) {
      throw map.wrong("share", "a share in 1%..100%", text);
    }
    return Integer.parseInt(text.substring(0, text.length() - 1));
  }

  private static RequestFault.Body body(YamlMap map) throws ScenarioException {
    map.text("body");
    return map.choice("body", BODIES, RequestFault.Body.ANSWER);
  }

  /** {@code instead: html}, or {@code path: /other.isml/Manifest}, or {@code text: ...}. */
  private static Instead instead(YamlMap map) throws ScenarioException {
    if (map.has("path")) {
      String path = map.text("path");
      if (!path.startsWith("/")) {
        throw map.wrong("path", "a path that begins with /", path);
      }
      return new Instead.Path(path);
    }
    if (map.has("text")) {
      return new Instead.Text(map.text("type", "text/xml"), map.text("text"));
    }
    Map<String, Instead> choices = new LinkedHashMap<>();
    choices.put("html", new Instead.Page());
    choices.put("empty", new Instead.Empty());
    choices.put("endless", new Instead.Endless());
    choices.put("circle", new Instead.Circle());
    map.text("instead");
    return map.choice("instead", choices, new Instead.Page());
  }
}
