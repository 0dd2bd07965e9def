package org.smoothlab.simulator.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaybackBufferTest {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final PlaybackBuffer buffer = new PlaybackBuffer(2);

  @Test
  void needsEveryStream() {
    append(0, 10, 12);

    assertThat(buffer.aheadNanos()).isZero();
    assertThat(buffer.positionNanos()).isEmpty();
  }

  @Test
  void startsWhereAllStreamsHaveSomething() {
    append(0, 10, 12);
    buffer.append(1, 10 * SECOND_NANOS + 5, 12 * SECOND_NANOS + 7);

    assertThat(buffer.positionNanos()).contains(10 * SECOND_NANOS + 5);
    assertThat(buffer.aheadNanos()).isEqualTo(2 * SECOND_NANOS - 5);
  }

  @Test
  void standsWhereTheFirstStreamEnds() {
    append(0, 0, 10);
    append(1, 0, 4);
    buffer.play(6 * SECOND_NANOS);

    assertThat(buffer.positionNanos()).contains(4 * SECOND_NANOS);
    assertThat(buffer.playedNanos()).isEqualTo(4 * SECOND_NANOS);
    assertThat(buffer.aheadNanos()).isZero();
    assertThat(buffer.jump()).isEmpty();
  }

  @Test
  void takesATinyHoleForNone() {
    append(0, 0, 10);
    buffer.append(1, 0, 5 * SECOND_NANOS);
    buffer.append(1, 5 * SECOND_NANOS + 100_000_000, 10 * SECOND_NANOS);

    assertThat(buffer.aheadNanos()).isEqualTo(10 * SECOND_NANOS);
  }

  @Test
  void jumpsOverAHoleOnlyWhenTheOtherSideIsThere() {
    append(0, 0, 2);
    append(0, 4, 6);
    append(1, 0, 2);
    buffer.play(2 * SECOND_NANOS);
    assertThat(buffer.jump()).isEmpty();

    append(1, 4, 6);

    assertThat(buffer.jump()).contains(new PlaybackBuffer.Jump(2 * SECOND_NANOS, 4 * SECOND_NANOS));
    assertThat(buffer.aheadNanos()).isEqualTo(2 * SECOND_NANOS);
  }

  private void append(int stream, long startSeconds, long endSeconds) {
    buffer.append(stream, startSeconds * SECOND_NANOS, endSeconds * SECOND_NANOS);
  }
}
