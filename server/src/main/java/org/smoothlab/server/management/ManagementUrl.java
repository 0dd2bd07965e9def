package org.smoothlab.server.management;

import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.smooth.SmoothUrl;

/**
 * What of the management API a request's target names. Its fixed words are read without regard to
 * case and written in lower case.
 *
 * @see "Live Smooth Streaming Management REST Services, Getting Started"
 */
public sealed interface ManagementUrl {
  /**
   * The virtual name of all points of the site. It ends like a point's path, so it must be looked
   * for first; a point of this name cannot be.
   */
  String COLLECTION = "/services/smoothstreaming/publishingpoints.isml";

  /** What all fixed names begin with. */
  String SERVICES = "/services/smoothstreaming/";

  /** The description of the JSON form. */
  String OPENAPI = "/services/smoothstreaming/openapi.json";

  /** The methods of this resource, as {@code Allow} lists them. */
  String methods();

  /** The decoded path of the point that it belongs to, if it belongs to one. */
  default Optional<String> point() {
    return switch (this) {
      case Settings(String path) -> Optional.of(path);
      case State(String path) -> Optional.of(path);
      case Statistics(String path) -> Optional.of(path);
      case Collection _, CollectionSettings _, OpenApi _, Nothing _ -> Optional.empty();
    };
  }

  /** All points, links only. */
  record Collection() implements ManagementUrl {
    @Override
    public String methods() {
      return "GET, HEAD";
    }
  }

  /** All points with their settings; new points are POSTed here. */
  record CollectionSettings() implements ManagementUrl {
    @Override
    public String methods() {
      return "GET, HEAD, POST";
    }
  }

  /** What a point is told to do. */
  record Settings(String path) implements ManagementUrl {
    @Override
    public String methods() {
      return "GET, HEAD, PUT, DELETE";
    }
  }

  /** Where a point is in its life. */
  record State(String path) implements ManagementUrl {
    @Override
    public String methods() {
      return "GET, HEAD, PUT";
    }
  }

  /** What comes into a point and goes out. */
  record Statistics(String path) implements ManagementUrl {
    @Override
    public String methods() {
      return "GET, HEAD";
    }
  }

  /** The OpenAPI document. */
  record OpenApi() implements ManagementUrl {
    @Override
    public String methods() {
      return "GET, HEAD";
    }
  }

  /** Below the collection, but nothing that is there. */
  record Nothing(String path) implements ManagementUrl {
    @Override
    public String methods() {
      return "";
    }
  }

  /**
   * Reads a request's target; empty when it is none of ours.
   *
   * @param target raw path with its query, which means nothing here
   */
  static Optional<ManagementUrl> read(String target) {
    // Nearly every request is for media: those must not cost anything here.
    boolean fixed = target.regionMatches(true, 0, SERVICES, 0, SERVICES.length());
    return fixed || mayNameResource(target) ? readSlowly(target) : Optional.empty();
  }

  private static boolean mayNameResource(String target) {
    int end = target.indexOf('?') < 0 ? target.length() : target.indexOf('?');
    int slash = target.lastIndexOf('/', end - 1);
    return slash >= 0
        && (isWord(target, slash, end, "/settings")
            || isWord(target, slash, end, "/state")
            || isWord(target, slash, end, "/statistics"));
  }

  private static boolean isWord(String target, int from, int end, String word) {
    return end - from == word.length() && target.regionMatches(true, from, word, 0, word.length());
  }

  private static Optional<ManagementUrl> readSlowly(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    String lower = path.toLowerCase(Locale.ROOT);
    if (lower.equals(OPENAPI)) {
      return Optional.of(new OpenApi());
    }
    if (lower.equals(COLLECTION) || lower.startsWith(COLLECTION + "/")) {
      return Optional.of(
          switch (lower.substring(COLLECTION.length())) {
            case "" -> new Collection();
            case "/settings" -> new CollectionSettings();
            default -> new Nothing(path);
          });
    }
    int slash = path.lastIndexOf('/');
    return slash < 0
        ? Optional.empty()
        : readPoint(path.substring(0, slash), lower.substring(slash + 1));
  }

  private static Optional<ManagementUrl> readPoint(String rawPoint, String word) {
    if (!rawPoint.toLowerCase(Locale.ROOT).endsWith(".isml")) {
      return Optional.empty();
    }
    try {
      if (!(SmoothUrl.read(rawPoint) instanceof SmoothUrl.Point(String point))) {
        return Optional.empty();
      }
      return switch (word) {
        case "settings" -> Optional.of(new Settings(point));
        case "state" -> Optional.of(new State(point));
        case "statistics" -> Optional.of(new Statistics(point));
        default -> Optional.empty();
      };
    } catch (MalformedMediaException e) {
      return Optional.empty(); // the grammar of Smooth says what is wrong with it
    }
  }
}
