package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.StreamManifest.Stream;

class StreamManifestTest {
  @Test
  void readsTheListOfStreams() throws Exception {
    StreamManifest manifest =
        StreamManifest.read(
            Slice.ofUtf8(
                """
                <smil xmlns="http://www.w3.org/2001/SMIL20/Language"><body><par>
                  <ref src="Streams(1080p)"/><ref src="Events(e%201)/streams(720p)"/>
                  <other/><ref src="Streams()"/></par></body></smil>
                """));
    assertThat(manifest.streams())
        .containsExactly(new Stream("", "1080p"), new Stream("e 1", "720p"), new Stream("", ""));
  }

  @Test
  void writesTheListOfStreams() throws Exception {
    StreamManifest manifest =
        new StreamManifest(List.of(new Stream("", "1080p"), new Stream("e 1", "a/b")));
    assertThat(manifest.write().text(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <smil xmlns="http://www.w3.org/2001/SMIL20/Language"><body><par>
            <ref src="Streams(1080p)"/>
            <ref src="Events(e%201)/Streams(a%2Fb)"/>
            </par></body></smil>
            """);
    assertThat(StreamManifest.read(manifest.write())).isEqualTo(manifest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<smil><ref/></smil>",
        "<smil><ref src='http://host/x.isml'/></smil>",
        "<smil><ref src='Streams(a'/></smil>",
        "<smil><ref src='Streams(%z)'/></smil>",
        "<!DOCTYPE smil><smil/>",
        "<par/>",
      })
  void refusesWhatIsNotAListOfStreams(String document) {
    assertThatThrownBy(() -> StreamManifest.read(Slice.ofUtf8(document)))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void refusesTooMuch() {
    assertThatThrownBy(() ->
            StreamManifest.read(
                Slice.ofUtf8("<smil>" + "<ref src='Streams(a)'/>".repeat(513) + "</smil>")))
        .hasMessageContaining("more than 512 streams");
    Slice huge = Slice.copyOf(new byte[(int) StreamManifest.DOCUMENT_BYTES_MAX + 1]);
    assertThatThrownBy(() -> StreamManifest.read(huge))
        .hasMessage("StreamManifest: 1048577 bytes, at most 1048576 are read");
  }
}
