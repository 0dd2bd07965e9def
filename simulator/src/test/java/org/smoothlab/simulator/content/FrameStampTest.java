package org.smoothlab.simulator.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.content.FrameStamp.Luma;

class FrameStampTest {
  // Worked out with another program from the description: sync, frame, level, CRC.
  @ParameterizedTest
  @CsvSource({
    "337, 0, 1010000000000000000101010001000001110010",
    "0, 2, 1010000000000000000000000000001000001110",
    "11259375, 15, 1010101010111100110111101111111111000100"
  })
  void drawsTheBitsOfItsDescription(int frame, int level, String bits) {
    Raster picture = new Raster(320, 180);
    new FrameStamp(frame, level).draw(picture);
    StringBuilder drawn = new StringBuilder();
    for (int index = 0; index < 40; index++) {
      int at = (index / 20 * 16 + 8) * 320 + index % 20 * 16 + 8;
      drawn.append((picture.plane(0)[at] & 0xFF) == 225 ? '1' : '0');
    }
    assertThat(drawn.toString()).isEqualTo(bits);
    assertThat(FrameStamp.read(luma(picture))).contains(new FrameStamp(frame, level));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isReadThroughNoiseButNotThroughADamagedCell(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FrameStamp stamp = new FrameStamp(random.nextInt(1 << 24), random.nextInt(16));
    Raster picture = new Raster(640, 360);
    stamp.draw(picture);
    byte[] samples = picture.plane(0);
    for (int at = 0; at < samples.length; at++) {
      samples[at] = (byte) Math.clamp((samples[at] & 0xFF) + random.nextInt(-90, 91), 0, 255);
    }
    assertThat(FrameStamp.read(luma(picture))).contains(stamp);

    int cell = random.nextInt(40);
    int at = (cell / 20 * 32 + 16) * 640 + cell % 20 * 32 + 16;
    samples[at] = (byte) ((samples[at] & 0xFF) < 128 ? 255 : 0);
    assertThat(FrameStamp.read(luma(picture))).isEmpty();
  }

  @Test
  void isNotSeenInAPictureWithoutOne() {
    assertThat(FrameStamp.read(luma(new Raster(320, 180)))).isEmpty();
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    assertThatThrownBy(() -> new FrameStamp(1 << 24, 0)).hasMessageContaining("frame");
    assertThatThrownBy(() -> new FrameStamp(-1, 0)).hasMessageContaining("frame");
    assertThatThrownBy(() -> new FrameStamp(0, 16)).hasMessageContaining("level");
  }

  private static Luma luma(Raster picture) {
    return new Luma(Slice.copyOf(picture.plane(0)), picture.width(), picture.width());
  }
}
