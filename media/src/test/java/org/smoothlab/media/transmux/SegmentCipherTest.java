package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.bytes.Slice;

class SegmentCipherTest {
  /** NIST SP 800-38A, F.2.1: CBC-AES128.Encrypt. */
  private static final Slice KEY = Slice.ofHex("2b7e151628aed2a6abf7158809cf4f3c");

  private static final Slice VECTOR = Slice.ofHex("000102030405060708090a0b0c0d0e0f");
  private static final Slice PLAIN =
      Slice.ofHex(
          """
          6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
          30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710
          """);
  private static final Slice ENCRYPTED =
      Slice.ofHex(
          """
          7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2
          73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7
          """);

  private final SegmentCipher cipher = new SegmentCipher(KEY);

  @Test
  void chainsBlocksAsTheStandardDoes() {
    Slice encrypted = cipher.encrypt(List.of(PLAIN), VECTOR);

    assertThat(encrypted.size()).isEqualTo(80);
    assertThat(encrypted.slice(0, 64)).isEqualTo(ENCRYPTED);
  }

  /** openssl enc -aes-128-cbc -K 2b7e… -iv 0001… of the first 20 bytes. */
  @Test
  void fillsTheLastBlock() {
    Slice encrypted = cipher.encrypt(List.of(PLAIN.slice(0, 20)), VECTOR);

    assertThat(encrypted)
        .isEqualTo(Slice.ofHex("7649abac8119b246cee98e9b12e9197d2e013f890472d82217b17f45f6e7f539"));
  }

  @Test
  void doesNotCareWhereASegmentIsCut() {
    Slice whole = cipher.encrypt(List.of(PLAIN), VECTOR);

    assertThat(cipher.encrypt(List.of(PLAIN.slice(0, 7), Slice.EMPTY, PLAIN.from(7)), VECTOR))
        .isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource({"0, 16", "15, 16", "16, 32", "188, 192"})
  void tellsTheSizeBefore(long bytes, long encryptedBytes) {
    assertThat(SegmentCipher.encryptedBytes(bytes)).isEqualTo(encryptedBytes);
  }

  @Test
  void takesTheNumberOfTheSegmentForItsVector() {
    assertThat(SegmentCipher.initializationVector(0x1234))
        .isEqualTo(Slice.ofHex("00000000000000000000000000001234"));
  }

  /** RFC 4493, 4: AES-128(key, 0) is 7df76b0c…. */
  @Test
  void tellsKeysApart() {
    assertThat(cipher.checkValue()).isEqualTo(Slice.ofHex("7df76b"));
  }

  @Test
  void refusesKeysAndVectorsOfOtherSizes() {
    assertThatThrownBy(() -> new SegmentCipher(KEY.from(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cipher.encrypt(List.of(PLAIN), KEY.from(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("15 bytes, expected 16");
  }
}
