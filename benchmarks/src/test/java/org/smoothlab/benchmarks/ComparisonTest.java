package org.smoothlab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void tellsTheRatioToEachBaselineOfTheSameClassAndInput() {
    Comparison comparison =
        new Comparison(
            List.of(
                measured("Split", "splitFragments", "size=1", 50),
                measured("Split", "baselineCopy", "size=1", 200),
                measured("Split", "baselineCopy", "size=2", 100),
                measured("Other", "baselineCopy", "size=1", 100)));

    assertThat(comparison.lines())
        .containsExactly(
            "Split.splitFragments (size=1): 0.25 ± 0.03 times the speed of baselineCopy");
  }

  @Test
  void leavesTheIntervalOutWhenThereWereTooFewIterationsForOne() {
    Measured fast = new Measured(subject("readMoofs"), score(30, Double.NaN), unknown());
    Measured slow = new Measured(subject("baselineOther"), score(10, 1), unknown());

    assertThat(new Comparison(List.of(fast, slow)).lines())
        .containsExactly("Moof.readMoofs: 3.00 times the speed of baselineOther");
  }

  @Test
  void tellsWhatAnOperationAllocates() {
    Measured result = new Measured(subject("readMoofs"), score(10, 1), OptionalDouble.of(1023.7));

    assertThat(new Comparison(List.of(result)).lines())
        .containsExactly("Moof.readMoofs: 1024 B/op on the heap");
  }

  @Test
  void failsServingThatAllocatesTheBoundOrMore() {
    Measured within = new Measured(subject("serveFragments"), score(10, 1), bytes(2_047));
    Measured beyond = new Measured(subject("serveFragmentsByHead"), score(10, 1), bytes(2_048));
    Measured other = new Measured(subject("splitFragments"), score(10, 1), bytes(1e6));

    assertThat(new Comparison(List.of(within, beyond, other)).brokenBounds())
        .containsExactly("FAILED Moof.serveFragmentsByHead allocates 2048 B/op, bound is 2048");
  }

  @Test
  void tellsWhatOneCoreGetsThroughWhereItWasCounted() {
    Measured ours =
        new Measured(subject("transmux"), score(10, 1), unknown(), OptionalDouble.of(3_000));
    Measured theirs =
        new Measured(subject("baselineOther"), score(5, 1), unknown(), OptionalDouble.of(750));

    assertThat(new Comparison(List.of(ours, theirs)).lines())
        .contains(
            "Moof.transmux: 3000 MB per second of processor time, 4.00 times the 750 of baselineOther");
  }

  @Test
  void failsASegmentThatAllocatesTheBoundBesideItsBody() {
    Measured beyond = new Measured(subject("transmuxSegments"), score(10, 1), bytes(8_192));

    assertThat(new Comparison(List.of(beyond)).brokenBounds())
        .containsExactly("FAILED Moof.transmuxSegments allocates 8192 B/op, bound is 8192");
  }

  private static Measured measured(
      String className, String methodName, String parameters, double perSecond) {
    return new Measured(
        new Measured.Subject(className, methodName, parameters),
        score(perSecond, perSecond * 0.08),
        unknown());
  }

  private static Measured.Subject subject(String methodName) {
    return new Measured.Subject("Moof", methodName, "");
  }

  private static Measured.Score score(double perSecond, double errorPerSecond) {
    return new Measured.Score(perSecond, errorPerSecond);
  }

  private static OptionalDouble unknown() {
    return OptionalDouble.empty();
  }

  private static OptionalDouble bytes(double bytes) {
    return OptionalDouble.of(bytes);
  }
}
