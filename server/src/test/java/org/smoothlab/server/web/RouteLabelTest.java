package org.smoothlab.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteLabelTest {
  @ParameterizedTest
  @CsvSource({
    "POST,/a.isml/Streams(x),INGEST",
    "PUT,/a.isml,INGEST",
    "GET,/a.isml/Manifest,MANIFEST",
    "GET,/a.isml/manifest(format=x),MANIFEST",
    "HEAD,/a.isml/QualityLevels(1)/Fragments(video=0),FRAGMENTS",
    "GET,/a.isml/QualityLevels(1)/FragmentInfo(video=0),FRAGMENT_INFO",
    "GET,/a.isml/QualityLevels(1)/KeyFrames(video=0),KEY_FRAMES",
    "GET,/a.isml/Key,CONTENT_KEY",
    "GET,/a.isml/QualityLevels(1)/RawFragments(video=0),RAW_FRAGMENTS",
    "GET,/a.isml/Streams(x),STREAMS",
    "GET,/a.isml/Events(e)/streammanifest,STREAM_MANIFEST",
    "GET,/a.ISML,POINT",
    "GET,/a.ism,POINT",
    "GET,/favicon.ico,OTHER",
    "GET,/,OTHER"
  })
  void namesWhatIsAskedFor(String method, String path, RouteLabel label) {
    assertThat(RouteLabel.ofPoint(method, path)).isEqualTo(label);
  }
}
