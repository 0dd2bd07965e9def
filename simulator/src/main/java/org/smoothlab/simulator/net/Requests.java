package org.smoothlab.simulator.net;

import java.util.SplittableRandom;

/**
 * Which requests a fault befalls.
 *
 * @param hop the way they take
 * @param paths what their path and query look like: {@code *} stands for any characters, {@code |}
 *     separates alternatives; {@link #EVERY_PATH} for all
 * @param sample which of those
 */
public record Requests(Hop hop, String paths, Sample sample) {
  /** Every path. */
  public static final String EVERY_PATH = "*";

  /** The manifests of Smooth Streaming, of viewers and of servers. */
  public static final String MANIFESTS = "*/Manifest|*/streammanifest";

  /**
   * A share of what matches.
   *
   * @param percent 1..100, by the seed
   * @param countMax at most so many are hit, at least 1
   * @param seed says which ones, and what happens to them
   */
  public record Sample(int percent, int countMax, long seed) {
    /** Everything that matches. */
    public static final Sample ALL = new Sample(100, Integer.MAX_VALUE, 0);

    public Sample {
      if (percent < 1 || percent > 100 || countMax < 1) {
        throw new IllegalArgumentException(percent + " %, at most " + countMax);
      }
    }

    /** Whether the request is in it that is the {@code index}-th to match, from 0. */
    boolean takes(long index) {
      return percent == 100 || random(index).nextInt(100) < percent;
    }

    /** What belongs to that request: the same in every run. */
    SplittableRandom random(long index) {
      return new SplittableRandom(seed ^ (index * 0x9E3779B97F4A7C15L));
    }
  }

  /** All requests to a host. */
  public static Requests to(String callee) {
    return new Requests(Hop.to(callee), EVERY_PATH, Sample.ALL);
  }

  /** The same requests by these paths only. */
  public Requests at(String onlyPaths) {
    return new Requests(hop, onlyPaths, sample);
  }

  /** The same, at most so many. */
  public Requests atMost(int countMax) {
    return new Requests(hop, paths, new Sample(sample.percent, countMax, sample.seed));
  }

  /** The same with another seed. */
  public Requests seeded(long seed) {
    return new Requests(hop, paths, new Sample(sample.percent, sample.countMax, seed));
  }

  /** Whether a path with its query is one of these. */
  boolean matchesPath(String path) {
    for (String pattern : paths.split("\\|", -1)) {
      if (matches(pattern, path)) {
        return true;
      }
    }
    return false;
  }

  String words() {
    StringBuilder words = new StringBuilder();
    if (sample.countMax != Integer.MAX_VALUE) {
      words.append(sample.countMax == 1 ? "the next of " : "the next " + sample.countMax + " of ");
    }
    if (sample.percent != 100) {
      words.append(sample.percent).append("% of ");
    }
    words.append("the requests").append(hop.words());
    return paths.equals(EVERY_PATH) ? words.toString() : words + " at " + paths;
  }

  /** Stars only, greedy with one step back: linear for one star, never exponential. */
  private static boolean matches(String pattern, String text) {
    int at = 0;
    int star = -1;
    int resume = 0;
    int in = 0;
    while (in < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        resume = in;
      } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(in)) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++resume;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
