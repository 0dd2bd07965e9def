package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.test.Hostile;

class EventSampleTest {
  private static final Slice BYTES = Slice.ofHex("00000001 fffffffe 00000fa0 fc3025");
  private static final EventSample SAMPLE =
      new EventSample(0xFFFF_FFFEL, 4_000, Slice.ofHex("fc3025"));

  @Test
  void readsAndWritesTheLayoutOfAzure() throws Exception {
    assertThat(EventSample.read(BYTES)).isEqualTo(SAMPLE);
    assertThat(SAMPLE.write()).isEqualTo(BYTES);
  }

  @Test
  void refusesOtherVersionsAndShortSamples() {
    assertThatThrownBy(() -> EventSample.read(Slice.ofHex("00000002 00000001 00000000")))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("version 2, known is 1");
    for (long size = 0; size < BYTES.size(); size++) {
      Slice cut = BYTES.slice(0, size);
      Hostile.onlyMediaException(() -> EventSample.read(cut));
    }
    assertThatThrownBy(() -> new EventSample(-1, 0, BYTES))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
