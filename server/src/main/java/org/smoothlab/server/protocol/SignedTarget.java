package org.smoothlab.server.protocol;

import java.util.Optional;
import org.smoothlab.server.access.UrlSignature;

/**
 * A request target taken apart: what it asks for, and what it brings to be allowed to.
 *
 * @param target without the signature's segment; its query, if any, stays
 * @param signature from the first segment or, failing that, from the query
 * @param inQuery whether it came in the query
 */
record SignedTarget(String target, Optional<String> signature, boolean inQuery) {

  private static final String IN_PATH = "/" + UrlSignature.SEGMENT_PREFIX;
  private static final String IN_QUERY = UrlSignature.PARAMETER + "=";

  /**
   * Whether there may be a signature: nearly no request has one, and for those it costs nothing.
   */
  static boolean isPossible(String target) {
    return target.startsWith(IN_PATH) || target.contains(IN_QUERY);
  }

  /** The target without a signature's segment. */
  static String strip(String target) {
    return isPossible(target) ? read(target).target : target;
  }

  static SignedTarget read(String target) {
    int end = target.startsWith(IN_PATH) ? target.indexOf('/', 1) : -1;
    if (end > 0 && UrlSignature.isSegment(target.substring(1, end))) {
      String segment = target.substring(1, end);
      return new SignedTarget(
          target.substring(end),
          Optional.of(segment.substring(UrlSignature.SEGMENT_PREFIX.length())),
          false);
    }
    Optional<String> parameter = parameter(target);
    return new SignedTarget(target, parameter, parameter.isPresent());
  }

  /** The same with the signature as a segment, which goes with what is resolved against it. */
  String withSegment() {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    return "/" + UrlSignature.SEGMENT_PREFIX + signature.orElseThrow() + path;
  }

  private static Optional<String> parameter(String target) {
    int query = target.indexOf('?');
    if (query < 0) {
      return Optional.empty();
    }
    for (String field : target.substring(query + 1).split("&", -1)) {
      if (field.startsWith(IN_QUERY)) {
        return Optional.of(field.substring(IN_QUERY.length()));
      }
    }
    return Optional.empty();
  }
}
