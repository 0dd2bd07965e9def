package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

class ManifestReaderFuzzTest {
  private static final int CHUNKS_WRITTEN_MAX = 5_000;

  @FuzzTest(maxDuration = "10m")
  void readsAnythingAndWritesWhatItRead(byte[] document) throws MediaException {
    SmoothManifest first;
    try {
      first = ManifestReader.read(Slice.copyOf(document));
    } catch (MediaException refused) {
      assertThat(refused).hasMessageStartingWith("Manifest");
      return;
    }
    int chunkCount = first.streams().stream().mapToInt(stream -> stream.chunks().size()).sum();
    if (chunkCount <= CHUNKS_WRITTEN_MAX) {
      // The writer fills in the size to display; from then on nothing may change any more.
      SmoothManifest second = ManifestReader.read(ManifestWriter.write(first));
      assertThat(ManifestReader.read(ManifestWriter.write(second))).isEqualTo(second);
      assertThat(second.header()).isEqualTo(first.header());
    }
  }
}
