package org.smoothlab.server.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlugTest {
  @ParameterizedTest
  @CsvSource({
    "/event.isml, /event.isml",
    "/live/a/b.isml, /live/a/b.isml",
    "/Live/Event.ISML, /Live/Event.ISML",
    "/live/caf%C3%A9%20one.isml, /live/café one.isml",
    "/live/a+b.isml, /live/a+b.isml",
    "/.hidden/x.isml, /.hidden/x.isml",
    "/a...b/x.isml, /a...b/x.isml",
  })
  void decodesThePath(String slug, String path) throws ProblemException {
    assertThat(Slug.read(slug).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "event.isml",
        "live/event.isml",
        "http://server/event.isml",
        "/event",
        "/event.ism",
        "/.isml",
        "/live/.isml",
        "/event.isml/",
        "//event.isml",
        "/live//event.isml",
        "/live/ /event.isml",
        "/live/event.isml%20",
        "/./event.isml",
        "/../event.isml",
        "/live/../../event.isml",
        "/live/%2e%2e/event.isml",
        "/live/%2E./event.isml",
        "/live%2F..%2F..%2Fevent.isml",
        "/live\\event.isml",
        "/live%5C..%5Cevent.isml",
        "/c:/event.isml",
        "/event.isml?x=1",
        "/eve#nt.isml",
        "/eve%23nt.isml",
        "/event.isml%00",
        "/eve%00nt.isml",
        "/eve%0Ant.isml",
        "/eve%7Fnt.isml",
        "/eve%nt.isml",
        "/event%2.isml",
        "/%FF%FE.isml",
        "/%C0%AE%C0%AE/event.isml",
        "/a.isml/b.isml",
        "/services/smoothstreaming/publishingpoints.isml",
        "/Services/SmoothStreaming/PublishingPoints.isml",
      })
  void refusesWhatCouldLeaveTheFolderOrMeanSomethingElse(String slug) {
    ProblemException problem = catchThrowableOfType(ProblemException.class, () -> Slug.read(slug));

    assertThat(problem).describedAs(slug).isNotNull();
    assertThat(problem.problem().hresult())
        .isEqualTo(ManagementError.SLUG_HEADER_INVALID.hresult());
  }

  @Test
  void refusesNamesThatNoFileSystemTakes() {
    String longName = "/" + "a".repeat(Slug.SEGMENT_BYTES_MAX - 4) + ".isml";
    String longPath = "/a".repeat(Slug.PATH_BYTES_MAX) + "/x.isml";

    assertThat(catchThrowableOfType(ProblemException.class, () -> Slug.read(longName))).isNotNull();
    assertThat(catchThrowableOfType(ProblemException.class, () -> Slug.read(longPath))).isNotNull();
  }
}
