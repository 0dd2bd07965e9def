package org.smoothlab.server.origin;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which streams a run waits for before it begins, and which of them have come. */
final class ExpectedStreams {
  /** Ids of either kind that are remembered; what comes behind the bound is not waited for. */
  static final int STREAM_ID_COUNT_MAX = 1_024;

  private final Set<String> expected = new HashSet<>();
  private final Set<String> seen = new HashSet<>();

  /**
   * One has come.
   *
   * @param alsoExpected ids that its {@code StreamManifestBox} names
   */
  void announced(String streamId, List<String> alsoExpected) {
    remember(seen, List.of(streamId));
    remember(expected, alsoExpected);
  }

  /** Whether all of them have come. */
  boolean haveCome() {
    return seen.containsAll(expected);
  }

  private static void remember(Set<String> known, List<String> streamIds) {
    streamIds.stream().limit(STREAM_ID_COUNT_MAX - known.size()).forEach(known::add);
  }
}
