package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.access.Policies.basic;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.protocol.Stage.POINT;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.server.access.AccessEvent;
import org.smoothlab.server.access.AccessLog;
import org.smoothlab.server.access.Caller;
import org.smoothlab.server.access.Policies;

/** Rights, callers and routes: what is answered before anything is looked up. */
class GuardTest {
  private static final String WATCH =
      "k1.1767225600.watch.2.45kIbwYckaC1nYcbc3i-pwBmwLXyHovoDcq_2auIYew";
  private static final String PUBLISH =
      "k1.1767225600.publish.0.CmDSM8TFYehK7KxiUL4VhQ5jyoxXSElnLrhNLfKBGAk";

  private final AccessLog events = new AccessLog();
  private final Stage stage = Stage.behind(Policies.CLOSED, events);

  private Exchange open(String method, String target, Header... headers) {
    Caller caller = new Caller("192.0.2.1:5000", "192.0.2.1", true, false);
    return stage.protocol.openWithoutWaiting(
        new Ask(method, target, List.of(headers), caller), stage.nowNanos);
  }

  private Reply reply(String method, String target, Header... headers) {
    Exchange exchange = open(method, target, headers);
    assertThat(exchange).isInstanceOf(Reply.class);
    return (Reply) exchange;
  }

  private static Header login(String user) {
    return new Header("Authorization", basic(user, "correct horse"));
  }

  private static Header token() {
    return new Header("Authorization", "Bearer " + Policies.TOKEN);
  }

  private int status(String method, String target, String who) {
    Stage fresh = Stage.behind(Policies.CLOSED, events);
    List<Header> headers = new ArrayList<>();
    switch (who) {
      case "anna", "otto" -> headers.add(login(who));
      case "token" -> headers.add(token());
      case "wrong" -> headers.add(new Header("Authorization", basic("anna", "battery")));
      case "nobody", "watch-url", "publish-url" -> {}
      default -> throw new IllegalArgumentException(who);
    }
    String asked =
        switch (who) {
          case "watch-url" -> "/~" + WATCH + target;
          case "publish-url" -> "/~" + PUBLISH + target;
          default -> target;
        };
    Caller caller = new Caller("192.0.2.1:5000", "192.0.2.1", true, false);
    Exchange exchange =
        fresh.protocol.openWithoutWaiting(new Ask(method, asked, headers, caller), 0);
    // 0: the body is welcome.
    return exchange instanceof Reply reply ? reply.status() : 0;
  }

  @ParameterizedTest
  @CsvSource({
    //                                                  nobody wrong anna otto token watch publish
    "GET,  /live/event.isml/Manifest,                     401,  401, 404, 404, 404,  404,  403",
    "HEAD, /live/event.isml/Manifest,                     401,  401, 404, 404, 404,  404,  403",
    "GET,  /live/event.isml/Events(1)/Manifest,           401,  401, 404, 404, 404,  404,  403",
    "GET,  /live/event.isml/QualityLevels(1)/Fragments(v=0),401,401, 404, 404, 404,  404,  403",
    "GET,  /live/event.isml/QualityLevels(1)/KeyFrames(v=0),401,401, 404, 404, 404,  404,  403",
    "GET,  /live/event.isml/Key,                          401,  401, 404, 404, 404,  404,  403",
    "POST, /live/event.isml/Key,                          401,  401, 405, 405, 405,  405,  403",
    "POST, /live/event.isml/Streams(a),                   401,  401, 403, 403, 0,    403,  0",
    "PUT,  /live/event.isml/Streams(a),                   401,  401, 403, 403, 0,    403,  0",
    "POST, /live/event.isml,                              401,  401, 403, 403, 0,    403,  0",
    "POST, /live/none.isml/Streams(a),                    401,  401, 403, 403, 404,  403,  404",
    "GET,  /live/none.isml/Manifest,                      401,  401, 404, 404, 404,  403,  403",
    "GET,  /live/event.isml/Streams(a),                   401,  401, 403, 403, 404,  403,  403",
    "GET,  /live/event.isml/StreamManifest,               401,  401, 403, 403, 404,  403,  403",
    "GET,  /clientaccesspolicy.xml,                       200,  200, 200, 200, 200,  200,  200",
    "GET,  /nothing,                                      404,  404, 404, 404, 404,  404,  404",
    "GET,  /live/event.isml/Nonsense(,                    400,  400, 400, 400, 400,  400,  400",
  })
  void answersEveryCallerOnEveryRoute(
      String method,
      String target,
      int nobody,
      int wrong,
      int anna,
      int otto,
      int token,
      int watchUrl,
      int publishUrl) {
    assertThat(
            List.of(
                status(method, target, "nobody"),
                status(method, target, "wrong"),
                status(method, target, "anna"),
                status(method, target, "otto"),
                status(method, target, "token"),
                status(method, target, "watch-url"),
                status(method, target, "publish-url")))
        .containsExactly(nobody, wrong, anna, otto, token, watchUrl, publishUrl);
  }

  @Test
  void tellsEncodersBeforeTheirBody() {
    Reply long401 =
        reply("POST", POINT + "/Streams(a)", new Header("Transfer-Encoding", "chunked"));
    Reply probe401 = reply("POST", POINT + "/Streams(a)", new Header("Content-Length", "0"));
    Reply probe200 =
        reply("POST", POINT + "/Streams(a)", new Header("Content-Length", "0"), token());

    assertThat(long401.status()).isEqualTo(401);
    assertThat(long401.close()).isTrue();
    assertThat(long401.headers())
        .contains(
            new Header("WWW-Authenticate", "Basic realm=\"Smoothlab\", charset=\"UTF-8\""),
            new Header("WWW-Authenticate", "Bearer realm=\"Smoothlab\""),
            new Header("Cache-Control", "no-store"));
    assertThat(probe401.status()).isEqualTo(401);
    assertThat(probe401.close()).isFalse();
    assertThat(probe200.status()).isEqualTo(200);
  }

  @Test
  void doesNotTellStrangersWhichPointsThereAre() {
    Reply there = reply("GET", POINT + "/Manifest");
    Reply notThere = reply("GET", "/live/none.isml/Manifest");

    assertThat(notThere).usingRecursiveComparison().ignoringFields("body").isEqualTo(there);
    assertThat(Stage.text(notThere)).isEqualTo(Stage.text(there));
  }

  @Test
  void signedSegmentGoesWithEveryFragment() {
    IngestSession session = ((Upload) open("POST", POINT + "/Streams(a)", token())).session();
    assertThat(stage.send(session, org.smoothlab.server.origin.TestTrack.header(List.of(HIGH))))
        .isEmpty();
    stage.sendFragments(session, 5, HIGH);

    Reply manifest = reply("GET", "/~" + WATCH + POINT + "/Manifest");
    Reply fragment = reply("GET", "/~" + WATCH + Stage.fragmentPath(HIGH, 0));

    assertThat(manifest.status()).isEqualTo(200);
    assertThat(fragment.status()).isEqualTo(200);
    assertThat(fragment.header("Cache-Control").orElseThrow()).startsWith("private, max-age=");
    assertThat(manifest.header("Cache-Control").orElseThrow()).startsWith("private, max-age=");
  }

  @Test
  void sendsPlayersFromTheQueryToTheSegment() {
    Reply moved = reply("GET", POINT + "/Manifest?signed=" + WATCH);
    Reply fragment = reply("GET", Stage.fragmentPath(HIGH, 0) + "?x=1&signed=" + WATCH);

    assertThat(moved.status()).isEqualTo(307);
    assertThat(moved.header("Location")).contains("/~" + WATCH + POINT + "/Manifest");
    assertThat(moved.header("Access-Control-Allow-Origin")).contains("*");
    assertThat(fragment.status()).isEqualTo(404);
  }

  @Test
  void endsSignedUrlsAtTheirSecond() {
    stage.nowNanos = 599_999_999_999L;
    assertThat(reply("GET", "/~" + WATCH + POINT + "/Manifest").status()).isEqualTo(404);

    stage.nowNanos = 600_000_000_000L;
    Reply over = reply("GET", "/~" + WATCH + POINT + "/Manifest");
    assertThat(over.status()).isEqualTo(403);
    assertThat(Stage.text(over)).isEqualTo("the signed URL has expired\n");
  }

  @Test
  void holdsARequestBeyondTheEndOfItsSignature() {
    stage.nowNanos = 599_999_999_999L;
    Caller caller = Caller.plain("192.0.2.1:5000");
    Ask ask = new Ask("GET", "/~" + WATCH + POINT + "/Manifest", List.of(), caller);
    Exchange held = stage.protocol.open(ask, stage.nowNanos);
    assertThat(held).isInstanceOf(Wait.class);

    Wait wait = (Wait) held;
    Exchange answer = stage.protocol.reopen(ask, wait, wait.deadlineNanos());

    assertThat(wait.deadlineNanos()).isGreaterThan(600_000_000_000L);
    assertThat(((Reply) answer).status()).isEqualTo(404);
  }

  @Test
  void saysWhenToComeAgain() {
    Header wrong = new Header("Authorization", basic("anna", "battery"));
    for (int guess = 0; guess < 4; guess++) {
      assertThat(reply("GET", POINT + "/Manifest", wrong).status()).isEqualTo(401);
    }
    Reply slowed = reply("GET", POINT + "/Manifest", wrong);

    assertThat(slowed.status()).isEqualTo(429);
    assertThat(slowed.header("Retry-After")).contains("1");
    assertThat(events.all(AccessEvent.LoginFailed.class)).hasSize(4);
  }

  @Test
  void letsPagesAskWithCredentialsAcrossOrigins() {
    Reply preflight =
        reply("OPTIONS", POINT + "/Manifest", new Header("Origin", "https://player.example"));

    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Headers").orElseThrow())
        .contains("Authorization");
    assertThat(preflight.header("Access-Control-Allow-Methods").orElseThrow())
        .doesNotContain("PUT", "DELETE", "POST");
  }

  @Test
  void saysNothingOfSecretsInItsText() {
    Ask ask = new Ask("GET", "/~" + WATCH + POINT + "/Manifest", List.of(token()), "client:1");

    assertThat(ask.toString()).doesNotContain(WATCH, Policies.TOKEN);
  }
}
