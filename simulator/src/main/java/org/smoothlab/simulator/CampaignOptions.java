package org.smoothlab.simulator;

import java.util.Optional;
import picocli.CommandLine.Option;

/** How often a scenario is run, with what content, and what is done when it fails. */
final class CampaignOptions {
  @Option(
      names = "--seeds",
      paramLabel = "COUNT",
      description = "run so many seeds, and tell which of them fail")
  private Optional<Integer> seedCount = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "with --seeds: the first of them (default: ${DEFAULT-VALUE})")
  private long fromSeed;

  @Option(
      names = "--jobs",
      paramLabel = "COUNT",
      defaultValue = "0",
      description =
          "with --seeds: runs side by side (default: one for each core; on sockets one, which has"
              + " the machine for itself)")
  private int jobs;

  @Option(
      names = "--content",
      paramLabel = "KIND",
      description =
          "full: what encoders would send; tiny: some hundred bytes a fragment"
              + " (default: tiny with --seeds and --shrink, else full)")
  private Optional<Content> content = Optional.empty();

  @Option(
      names = "--shrink",
      description = "make a scenario that fails smaller, and write it to a file")
  private boolean shrink;

  @Option(
      names = "--hash",
      description = "tell the hash of the trace: the same seed always gives the same")
  private boolean hash;

  /** What encoders send. */
  enum Content {
    /** Encoded pictures and sound. */
    FULL,
    /** Samples that only look like it. */
    TINY
  }

  /** Whether there is more than one run. */
  boolean isCampaign() {
    return seedCount.isPresent();
  }

  /**
   * How many runs.
   *
   * @throws UsageException if a number is out of its range
   */
  int seedCount() throws UsageException {
    int count = seedCount.orElse(1);
    if (count < 1) {
      throw new UsageException("--seeds out of 1..2147483647: " + count);
    }
    return count;
  }

  /**
   * The first seed.
   *
   * @throws UsageException if it is negative
   */
  long fromSeed() throws UsageException {
    if (fromSeed < 0) {
      throw new UsageException("--from is negative: " + fromSeed);
    }
    return fromSeed;
  }

  /**
   * How many at a time.
   *
   * @param unsaid how many if nobody has said it
   * @throws UsageException if it is out of its range
   */
  int jobs(int unsaid) throws UsageException {
    if (jobs < 0 || jobs > 256) {
      throw new UsageException("--jobs out of 1..256: " + jobs);
    }
    return jobs == 0 ? unsaid : jobs;
  }

  Content content() {
    return content.orElse(isCampaign() || shrink ? Content.TINY : Content.FULL);
  }

  /** What a replay command must say, because it is not what a single run does by itself. */
  String replayOptions() {
    return content() == Content.TINY ? " --content tiny" : "";
  }

  boolean shrinks() {
    return shrink;
  }

  boolean hashed() {
    return hash;
  }
}
