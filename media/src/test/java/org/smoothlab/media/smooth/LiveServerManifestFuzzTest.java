package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

class LiveServerManifestFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void readsAnythingAndWritesWhatItRead(byte[] document) throws MediaException {
    LiveServerManifest first;
    try {
      first = LiveServerManifest.read(Slice.copyOf(document));
    } catch (MediaException refused) {
      assertThat(refused).hasMessageStartingWith("LiveServerManifest");
      return;
    }
    // What is given twice is written once; from then on nothing may change any more.
    LiveServerManifest second = LiveServerManifest.read(first.write());
    assertThat(LiveServerManifest.read(second.write())).isEqualTo(second);
    assertThat(second.tracks())
        .extracting(LiveServerManifest.Track::codecPrivateData)
        .containsExactlyElementsOf(
            first.tracks().stream().map(LiveServerManifest.Track::codecPrivateData).toList());
  }

  @FuzzTest(maxDuration = "10m")
  void readsListsOfStreams(byte[] document) throws MediaException {
    StreamManifest first;
    try {
      first = StreamManifest.read(Slice.copyOf(document));
    } catch (MediaException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    assertThat(StreamManifest.read(first.write())).isEqualTo(first);
  }
}
