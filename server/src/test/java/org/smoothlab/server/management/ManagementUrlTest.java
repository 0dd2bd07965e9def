package org.smoothlab.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementUrlTest {
  private static ManagementUrl read(String target) {
    return ManagementUrl.read(target).orElseThrow();
  }

  @Test
  void looksForTheCollectionFirst() {
    String collection = "/services/smoothstreaming/publishingpoints.isml";

    assertThat(read(collection)).isEqualTo(new ManagementUrl.Collection());
    assertThat(read(collection + "?x=y")).isEqualTo(new ManagementUrl.Collection());
    assertThat(read(collection + "/settings")).isEqualTo(new ManagementUrl.CollectionSettings());
    assertThat(read("/Services/SmoothStreaming/PublishingPoints.ISML/Settings"))
        .isEqualTo(new ManagementUrl.CollectionSettings());
    assertThat(read("/services/smoothstreaming/openapi.json"))
        .isEqualTo(new ManagementUrl.OpenApi());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/state", "/statistics", "/Manifest", "/", "/settings/", "/settings/x"})
  void findsNothingElseBelowTheCollection(String rest) {
    assertThat(read("/services/smoothstreaming/publishingpoints.isml" + rest))
        .isInstanceOf(ManagementUrl.Nothing.class);
  }

  @Test
  void readsThePointBehindEscapesAndTheWordInAnyCase() {
    assertThat(read("/live/caf%C3%A9.isml/settings"))
        .isEqualTo(new ManagementUrl.Settings("/live/café.isml"));
    assertThat(read("/a.isml/State?x")).isEqualTo(new ManagementUrl.State("/a.isml"));
    assertThat(read("/a.ISML/STATISTICS")).isEqualTo(new ManagementUrl.Statistics("/a.ISML"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a.isml/Manifest",
        "/a.isml",
        "/a.isml/settings/",
        "/a.ism/settings",
        "/a.isml/Events(1)/settings",
        "/a/settings",
        "/../a.isml/settings",
        "/%2e%2e/a.isml/settings",
        "/a%00.isml/settings",
        "/settings",
        "settings",
        "",
        "/",
      })
  void leavesAllElseToOthers(String target) {
    assertThat(ManagementUrl.read(target)).isEmpty();
  }
}
