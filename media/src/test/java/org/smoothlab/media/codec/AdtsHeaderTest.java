package org.smoothlab.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

class AdtsHeaderTest {
  /**
   * By hand. HE-AAC, whichever way it is announced, is told by its core: AAC-LC at half the rate.
   */
  @ParameterizedTest
  @CsvSource({
    "1188, 192, fff14c4018fffc",
    "1190, 199, fff14c8019dffc",
    "1210, 8184, fff15083fffffc",
    "2b118800, 300, fff15880267ffc",
    "131056e598, 300, fff15880267ffc",
  })
  void standsInFrontOfAFrame(String specificConfig, long frameBytes, String header)
      throws MediaException {
    AacConfig config = AacConfig.read(Slice.ofHex(specificConfig));

    assertThat("%014x".formatted(AdtsHeader.of(config).bits(frameBytes))).isEqualTo(header);
  }

  @ParameterizedTest
  @CsvSource({"1180", "178061a810", "f9464000"})
  void saysWhatItCannotTell(String specificConfig) throws MediaException {
    AacConfig config = AacConfig.read(Slice.ofHex(specificConfig));

    assertThatThrownBy(() -> AdtsHeader.of(config))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("has no ADTS header");
  }

  @Test
  void refusesAFrameThatDoesNotFit() {
    AdtsHeader header = new AdtsHeader(2, 3, 2);

    assertThatThrownBy(() -> header.bits(8185)).isInstanceOf(IllegalArgumentException.class);
  }
}
