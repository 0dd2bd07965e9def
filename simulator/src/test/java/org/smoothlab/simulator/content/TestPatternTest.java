package org.smoothlab.simulator.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.bytes.Slice;

class TestPatternTest {
  @ParameterizedTest
  @CsvSource({"160, 90", "320, 180", "480, 270", "640, 360", "960, 540", "1280, 720", "1920, 1080"})
  void fitsEverySizeOfPicture(int widthPixels, int heightPixels) {
    TestPattern pattern = pattern(new Rung(widthPixels, heightPixels, 500_000));
    assertThat(stamp(pattern.draw(499))).isEqualTo(new FrameStamp(499, 0));
    assertThat(stamp(pattern.draw(0))).isEqualTo(new FrameStamp(0, 0));
  }

  @Test
  void flashesInTheFirstTwoFramesOfEachSecond() {
    TestPattern pattern = pattern(new Rung(320, 180, 500_000));
    List<Integer> flashes =
        IntStream.range(0, 60)
            .filter(frame -> flashLuma(pattern.draw(frame)) > 128)
            .boxed()
            .toList();
    assertThat(flashes).containsExactly(0, 1, 25, 26, 50, 51);
  }

  @Test
  void drawsTheSameFrameTheSameWayWhateverCameBefore() {
    TestPattern pattern = pattern(new Rung(320, 180, 500_000));
    byte[] first = pattern.draw(123).plane(0).clone();
    pattern.draw(7);
    assertThat(pattern.draw(123).plane(0)).isEqualTo(first);
  }

  @Test
  void changesBetweenAnyTwoNeighbouringFrames() {
    TestPattern pattern = pattern(new Rung(160, 90, 500_000));
    byte[] before = pattern.draw(10).plane(0).clone();
    assertThat(pattern.draw(11).plane(0)).isNotEqualTo(before);
  }

  @Test
  void knowsTheColoursOfVideo() {
    // ITU-R BT.709 in limited range: white, black and the primaries at full strength.
    assertThat(Colour.rgb(0xFFFFFF)).isEqualTo(new Colour(235, 128, 128));
    assertThat(Colour.rgb(0x000000)).isEqualTo(new Colour(16, 128, 128));
    assertThat(Colour.rgb(0xFF0000)).isEqualTo(new Colour(63, 102, 240));
    assertThat(Colour.rgb(0x00FF00)).isEqualTo(new Colour(173, 42, 26));
    assertThat(Colour.rgb(0x0000FF)).isEqualTo(new Colour(32, 240, 118));
  }

  private static TestPattern pattern(Rung rung) {
    return new TestPattern(new Ladder(List.of(rung), 64_000, 20), 0);
  }

  private static FrameStamp stamp(Raster picture) {
    Slice samples = Slice.copyOf(picture.plane(0));
    return FrameStamp.read(new FrameStamp.Luma(samples, picture.width(), picture.width()))
        .orElseThrow();
  }

  private static int flashLuma(Raster picture) {
    Raster.Area area = TestPattern.flashArea(picture);
    int middle =
        (area.top() + area.height() / 2) * picture.width() + area.left() + area.width() / 2;
    return picture.plane(0)[middle] & 0xFF;
  }
}
