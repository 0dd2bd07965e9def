package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.simulator.encoder.EncoderFault;
import picocli.CommandLine.TypeConversionException;

class FaultSpecTest {
  private final FaultSpec spec = new FaultSpec();

  @Test
  void readsEveryFaultThatItsHelpNames() {
    assertThat(spec.convert("break=400000")).isEqualTo(new EncoderFault.BreakAfter(0, 400_000));
    assertThat(spec.convert("outage=10s:7s"))
        .isEqualTo(new EncoderFault.Outage(10_000_000_000L, 7_000_000_000L));
    assertThat(spec.convert("restart=1m:500ms"))
        .isEqualTo(
            new EncoderFault.Restart(
                60_000_000_000L, 500_000_000L, EncoderFault.Restart.Times.CONTINUE));
    assertThat(spec.convert("restart-anew=1s:1s"))
        .isEqualTo(
            new EncoderFault.Restart(
                1_000_000_000L, 1_000_000_000L, EncoderFault.Restart.Times.BEGIN_AGAIN));
    assertThat(spec.convert("stall=2s:3s"))
        .isEqualTo(new EncoderFault.Stall(2_000_000_000L, 3_000_000_000L));
    assertThat(spec.convert("clock-step=5s:10s"))
        .isEqualTo(new EncoderFault.ClockStep(5_000_000_000L, 10_000_000_000L));
    assertThat(spec.convert("clock-back=5s:40ms"))
        .isEqualTo(new EncoderFault.ClockStep(5_000_000_000L, -40_000_000L));
    assertThat(spec.convert("clock-drift=0s:-500")).isEqualTo(new EncoderFault.ClockDrift(0, -500));
    assertThat(spec.convert("skip=3-5")).isEqualTo(new EncoderFault.Skip(3, 5));
    assertThat(spec.convert("skip=3")).isEqualTo(new EncoderFault.Skip(3, 3));
    assertThat(spec.convert("no-eos")).isEqualTo(new EncoderFault.NoEndOfStream());
    assertThat(spec.convert("reset-at-end")).isEqualTo(new EncoderFault.ResetAtEnd());
    assertThat(spec.convert("no-header")).isEqualTo(new EncoderFault.NoHeader());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "explode",
        "break=",
        "break=-1",
        "outage=10s",
        "stall=x:y",
        "skip=a-b",
        "clock-drift=0s:fast",
        "clock-drift=0s:-1000000"
      })
  void refusesOthersAndSaysWhatThereIs(String text) {
    assertThatThrownBy(() -> spec.convert(text)).isInstanceOf(TypeConversionException.class);
  }
}
