package org.smoothlab.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

class CodecConfigFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void readsAnyAvcConfiguration(byte[] bytes) throws MediaException {
    AvcConfig config;
    try {
      config = AvcConfig.fromAvcC(Slice.copyOf(bytes));
    } catch (MediaException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    assertThat(AvcConfig.fromAvcC(config.toAvcC())).isEqualTo(config);
    assertThat(CodecName.of(config)).matches("avc1\\.[0-9A-F]{6}");
  }

  @FuzzTest(maxDuration = "10m")
  void readsAnyCodecPrivateData(byte[] bytes) {
    try {
      AvcConfig config = AvcConfig.fromCodecPrivateData(Slice.copyOf(bytes));
      assertThat(config.sps().widthPixels()).isPositive();
      assertThat(config.sps().heightPixels()).isPositive();
    } catch (MediaException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void readsAnyHevcConfiguration(byte[] bytes) throws MediaException {
    HevcConfig config;
    try {
      config = HevcConfig.fromHvcC(Slice.copyOf(bytes));
    } catch (MediaException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    assertThat(HevcConfig.fromHvcC(config.toHvcC())).isEqualTo(config);
    assertThat(CodecName.of(config, "hvc1")).matches("hvc1(\\.[0-9A-FHL]+){3,9}");
    assertThat(config.sps().widthPixels()).isPositive();
  }

  @FuzzTest(maxDuration = "10m")
  void readsAnyDolbyCodecData(byte[] bytes) {
    for (DolbyConfig.Coding coding : DolbyConfig.Coding.values()) {
      try {
        DolbyConfig config = DolbyConfig.fromCodecPrivateData(coding, Slice.copyOf(bytes));
        assertThat(config.channelCount()).isBetween(1, 6);
        assertThat(DolbyConfig.fromCodecPrivateData(coding, config.toCodecPrivateData()))
            .isEqualTo(config);
      } catch (MediaException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  @FuzzTest(maxDuration = "10m")
  void readsAnySpliceInsert(byte[] bytes) throws MediaException {
    SpliceInsert insert;
    try {
      insert = SpliceInsert.read(Slice.copyOf(bytes));
    } catch (MediaException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    assertThat(SpliceInsert.read(insert.write(1))).isEqualTo(insert);
  }

  @FuzzTest(maxDuration = "10m")
  void readsAnyDolbyFrame(byte[] bytes) {
    for (DolbyConfig.Coding coding : DolbyConfig.Coding.values()) {
      try {
        DolbyConfig config = DolbyConfig.fromFrame(coding, Slice.copyOf(bytes));
        assertThat(config.channelCount()).isBetween(1, 6);
      } catch (MediaException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  @FuzzTest(maxDuration = "10m")
  void readsAnyAacConfiguration(byte[] bytes) {
    try {
      AacConfig config = AacConfig.read(Slice.copyOf(bytes));
      assertThat(config.outputRateHz()).isPositive();
      assertThat(config.channelCount()).isBetween(0, 24);
    } catch (MediaException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void readsAnyElementaryStreamDescriptor(byte[] bytes) throws MediaException {
    EsDescriptor descriptor;
    try {
      descriptor = EsDescriptor.read(Slice.copyOf(bytes));
    } catch (MediaException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    assertThat(EsDescriptor.read(descriptor.write())).isEqualTo(descriptor);
  }
}
