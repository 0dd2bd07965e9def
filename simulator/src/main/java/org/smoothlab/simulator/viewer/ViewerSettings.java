package org.smoothlab.simulator.viewer;

import java.net.URI;
import java.util.List;

/**
 * How a viewer behaves.
 *
 * @param manifests URLs of the client manifest, of each server that has the event: at least one;
 *     the first is asked until it fails, then the next, and behind the last the first again
 * @param rule chooses quality levels
 * @param startLevel place of the first quality level, lowest first; beyond the end means the
 *     highest
 * @param buffering how far behind the edge and how far ahead
 */
public record ViewerSettings(
    List<URI> manifests, AbrRule rule, int startLevel, Buffering buffering) {
  public ViewerSettings {
    manifests = List.copyOf(manifests);
    if (manifests.isEmpty()) {
      throw new IllegalArgumentException("no manifest to ask for");
    }
  }

  /**
   * @param startBehindCount in live: start so many fragments before the end of the manifest, at
   *     least 1; three is what players do
   * @param aheadNanosMax no more is fetched while this much is buffered
   * @param requestNanosMax a request that takes longer is given up and asked again
   */
  public record Buffering(int startBehindCount, long aheadNanosMax, long requestNanosMax) {
    /** Three fragments behind the edge, 30 s of buffer, 20 s per request. */
    public static final Buffering DEFAULT = new Buffering(3, 30_000_000_000L, 20_000_000_000L);

    public Buffering {
      if (startBehindCount < 1 || aheadNanosMax < 1 || requestNanosMax < 1) {
        throw new IllegalArgumentException(
            "buffering out of range: %d fragments, %d ns, %d ns"
                .formatted(startBehindCount, aheadNanosMax, requestNanosMax));
      }
    }
  }

  /** A viewer with the cautious rule that starts at the lowest level. */
  public static ViewerSettings of(URI manifest) {
    return new ViewerSettings(List.of(manifest), new CautiousRule(), 0, Buffering.DEFAULT);
  }

  /** The same with other servers. */
  public ViewerSettings withManifests(List<URI> newManifests) {
    return new ViewerSettings(newManifests, rule, startLevel, buffering);
  }

  /** The same with another rule. */
  public ViewerSettings withRule(AbrRule newRule) {
    return new ViewerSettings(manifests, newRule, startLevel, buffering);
  }

  /** The same with other buffering. */
  public ViewerSettings withBuffering(Buffering newBuffering) {
    return new ViewerSettings(manifests, rule, startLevel, newBuffering);
  }
}
