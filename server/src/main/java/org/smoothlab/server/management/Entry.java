package org.smoothlab.server.management;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One resource of one point, ready to be written.
 *
 * @param kind which resource, and for which request
 * @param links where the point's resources are
 * @param heading whose it is and from when
 * @param content settings, state or statistics; nothing in it when the kind shows links only
 */
record Entry(Kind kind, PointLinks links, Heading heading, Value.Group content) {
  /**
   * Whose it is and from when.
   *
   * @param title the point's
   * @param updated the last change of settings; of all else, the time of the answer
   */
  record Heading(String title, Instant updated) {}

  /** The requests whose answers differ in their envelope, each as IIS writes it. */
  enum Kind {
    CREATED(Payload.SETTINGS),
    SETTINGS(Payload.SETTINGS),
    STATE(Payload.STATE),
    STATISTICS(Payload.STATISTICS),
    LISTED(Payload.SETTINGS),
    LISTED_WITH_SETTINGS(Payload.SETTINGS);

    private final Payload payload;

    Kind(Payload payload) {
      this.payload = payload;
    }

    Payload payload() {
      return payload;
    }

    boolean hasTitle() {
      return this != STATISTICS;
    }

    boolean hasAuthor() {
      return this == SETTINGS || this == STATE || this == STATISTICS;
    }

    boolean hasContent() {
      return this != LISTED;
    }
  }

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  String id() {
    return switch (kind.payload) {
      case SETTINGS -> links.settings();
      case STATE -> links.state();
      case STATISTICS -> links.statistics();
    };
  }

  /** Whole seconds where it is a file's time, milliseconds where it is the answer's. */
  String updatedText() {
    return kind.payload == Payload.SETTINGS
        ? SECONDS.format(heading.updated)
        : millis(heading.updated);
  }

  static String millis(Instant time) {
    return MILLIS.format(time);
  }
}
