package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.server.origin.Refusal;

/** Answers that say a sentence or nothing, and the fields that all answers share. */
final class Replies {
  static final Header ANY_ORIGIN = new Header("Access-Control-Allow-Origin", "*");
  static final Header EXPOSED = new Header("Access-Control-Expose-Headers", "Date, ETag");
  private static final Header PLAIN = new Header("Content-Type", "text/plain; charset=utf-8");

  /** How soon a limit may be gone. */
  private static final Header RETRY_AFTER_LIMIT = new Header("Retry-After", "5");

  private Replies() {}

  /** An error in one sentence, for people and logs. */
  static Reply error(int status, String message, Header... more) {
    return text(status, message, false, more);
  }

  /** An error in the middle of a body that will not be read to its end. */
  static Reply errorAndClose(int status, String message, Header... more) {
    return text(status, message, true, more);
  }

  private static Reply text(int status, String message, boolean close, Header... more) {
    List<Header> headers = new ArrayList<>(List.of(PLAIN, ANY_ORIGIN, EXPOSED));
    headers.addAll(List.of(more));
    if (headers.stream().noneMatch(header -> header.name().equals("Cache-Control"))) {
      headers.add(CacheRule.NO_STORE);
    }
    return new Reply(status, headers, List.of(Slice.ofUtf8(message + "\n")), close);
  }

  /** A status without words. */
  static Reply empty(int status, Header... headers) {
    List<Header> all = new ArrayList<>(List.of(headers));
    all.add(ANY_ORIGIN);
    all.add(EXPOSED);
    return new Reply(status, all, List.of(), false);
  }

  /** What HTTP calls a body that cannot be read, or is of no use here. */
  static int status(MediaException e) {
    return switch (e) {
      case MalformedMediaException _ -> 400;
      case UnsupportedMediaException _ -> 415;
    };
  }

  /** A source is refused, before or in the middle of its body. */
  static Reply refusal(Refusal refusal) {
    return switch (refusal.kind()) {
      case NO_POINT -> errorAndClose(404, refusal.message());
      case CONFLICT -> errorAndClose(409, refusal.message());
      case MALFORMED -> errorAndClose(400, refusal.message());
      case LIMIT -> errorAndClose(503, refusal.message(), RETRY_AFTER_LIMIT);
      case LOOP -> errorAndClose(508, refusal.message());
    };
  }
}
