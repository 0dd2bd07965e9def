package org.smoothlab.benchmarks;

import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The result of one benchmark with one choice of parameters.
 *
 * @param allocatedBytes on the heap per operation; empty when it was not measured
 * @param megabytesPerCpuSecond what one core gets through; empty when the benchmark does not count
 *     its processor time
 */
record Measured(
    Subject subject,
    Score score,
    OptionalDouble allocatedBytes,
    OptionalDouble megabytesPerCpuSecond) {
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String MEGABYTES = "megabytes";
  private static final String CPU_SECONDS = "cpuSeconds";

  Measured(Subject subject, Score score, OptionalDouble allocatedBytes) {
    this(subject, score, allocatedBytes, OptionalDouble.empty());
  }

  /**
   * What was measured.
   *
   * @param className simple name of its class
   * @param methodName of the benchmark
   * @param parameters as {@code name=value}, sorted; empty when it has none
   */
  record Subject(String className, String methodName, String parameters) {
    boolean isBaseline() {
      return methodName.startsWith("baseline");
    }

    /** Whether {@code other} answers the same question for the same input. */
    boolean isComparableWith(Subject other) {
      return className.equals(other.className) && parameters.equals(other.parameters);
    }

    @Override
    public String toString() {
      return className + "." + methodName + (parameters.isEmpty() ? "" : " (" + parameters + ")");
    }
  }

  /**
   * How it did.
   *
   * @param perSecond operations
   * @param errorPerSecond half of the 99.9 % confidence interval; not a number when there were too
   *     few iterations
   */
  record Score(double perSecond, double errorPerSecond) {}

  static Measured of(RunResult result) {
    Result<?> primary = result.getPrimaryResult();
    Result<?> allocation = result.getSecondaryResults().get(ALLOCATION);
    return new Measured(
        subjectOf(result.getParams()),
        new Score(primary.getScore(), primary.getScoreError()),
        allocation == null ? OptionalDouble.empty() : OptionalDouble.of(allocation.getScore()),
        perCpuSecond(result));
  }

  private static OptionalDouble perCpuSecond(RunResult result) {
    Result<?> megabytes = result.getSecondaryResults().get(MEGABYTES);
    Result<?> cpuSeconds = result.getSecondaryResults().get(CPU_SECONDS);
    return megabytes == null || cpuSeconds == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(megabytes.getScore() / cpuSeconds.getScore());
  }

  private static Subject subjectOf(BenchmarkParams params) {
    String[] name = params.getBenchmark().split("\\.", -1);
    String parameters =
        params.getParamsKeys().stream()
            .sorted()
            .map(key -> key + "=" + params.getParam(key))
            .collect(Collectors.joining(", "));
    return new Subject(name[name.length - 2], name[name.length - 1], parameters);
  }
}
