package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;

class SmoothUrlFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void readsAnythingAndWritesWhatItRead(byte[] bytes) throws MalformedMediaException {
    SmoothUrl url;
    try {
      url = SmoothUrl.read(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (MalformedMediaException refused) {
      assertThat(refused.getMessage()).hasSizeLessThan(600);
      return;
    }
    assertThat(SmoothUrl.read(url.write())).isEqualTo(url);
    assertThat(url.write()).matches("[!-~]*").startsWith("/");
  }

  @FuzzTest(maxDuration = "10m")
  void expandsAnyPatternThatItReads(byte[] bytes) {
    FragmentUrl url;
    try {
      url = FragmentUrl.read(new String(bytes, StandardCharsets.ISO_8859_1), "Manifest: ");
    } catch (MalformedMediaException refused) {
      assertThat(refused.getMessage()).contains("makes no URL");
      return;
    }
    URI manifest = URI.create("http://host/live/x.isml/Manifest");
    assertThat(url.resolve(manifest, 1, List.of(), Long.MAX_VALUE)).isNotNull();
  }
}
