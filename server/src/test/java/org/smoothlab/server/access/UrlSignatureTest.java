package org.smoothlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.server.access.Policies.K1;
import static org.smoothlab.server.access.Policies.K2;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.server.origin.WallClock;

class UrlSignatureTest {
  private static final long EXPIRY = 1_767_225_600;
  private static final String POINT = "/live/event.isml";

  // Made by Python's hmac: HMAC-SHA-256 over "smoothlab-url-1\nk1\n1767225600\nwatch\n/live/…".
  private static final String WATCH_POINT =
      "k1.1767225600.watch.2.45kIbwYckaC1nYcbc3i-pwBmwLXyHovoDcq_2auIYew";
  private static final String WATCH_LIVE =
      "k1.1767225600.watch.1.va8CjKCzEj7jZwkvlHRYN-cxzw0rkXSQS8uSa-f1KFc";
  private static final String PUBLISH_ALL =
      "k1.1767225600.publish.0.CmDSM8TFYehK7KxiUL4VhQ5jyoxXSElnLrhNLfKBGAk";
  private static final String WATCH_POINT_K2 =
      "k2.1767225600.watch.2.8FYopV-pC-jHHUS_n5nd_pZERP0KUP9PNR-vVOHVuuI";

  private final AccessLog events = new AccessLog();

  @Test
  void signsAsEverybodyElseWould() {
    assertThat(UrlSignature.sign(terms(Right.WATCH, POINT), K1)).isEqualTo(WATCH_POINT);
    assertThat(UrlSignature.sign(terms(Right.WATCH, "/live"), K1)).isEqualTo(WATCH_LIVE);
    assertThat(UrlSignature.sign(terms(Right.PUBLISH, "/"), K1)).isEqualTo(PUBLISH_ALL);
    assertThat(UrlSignature.sign(new UrlSignature.Terms("k2", EXPIRY, Right.WATCH, POINT), K2))
        .isEqualTo(WATCH_POINT_K2);
  }

  private static UrlSignature.Terms terms(Right right, String prefix) {
    return new UrlSignature.Terms("k1", EXPIRY, right, prefix);
  }

  @ParameterizedTest
  @CsvSource({
    WATCH_POINT + ",WATCH,/live/event.isml,true",
    WATCH_POINT + ",WATCH,/live/event2.isml,false",
    WATCH_POINT + ",WATCH,/live/event.isml/more.isml,true",
    WATCH_POINT + ",WATCH,/other/event.isml,false",
    WATCH_POINT + ",WATCH,/event.isml,false",
    WATCH_POINT + ",PUBLISH,/live/event.isml,false",
    WATCH_LIVE + ",WATCH,/live/event.isml,true",
    WATCH_LIVE + ",WATCH,/live/other.isml,true",
    WATCH_LIVE + ",WATCH,/liveness/other.isml,false",
    PUBLISH_ALL + ",PUBLISH,/any.isml,true",
    PUBLISH_ALL + ",WATCH,/any.isml,false",
    PUBLISH_ALL + ",SYNDICATE,/any.isml,false",
    WATCH_POINT_K2 + ",WATCH,/live/event.isml,true",
  })
  void holdsForItsRightAtItsPathAndBelow(
      String signature, Right right, String path, boolean allowed) {
    assertThat(decide(signature, right, path, EXPIRY - 1) instanceof Decision.Allowed)
        .isEqualTo(allowed);
  }

  private Decision decide(String signature, Right right, String path, long atSeconds) {
    Access access =
        new Access(Policies.CLOSED, new WallClock(Instant.ofEpochSecond(atSeconds), 0), events);
    Approach approach =
        new Approach(Caller.plain("192.0.2.1:5000"), List.of(), Optional.of(signature));
    return access.decide(approach, right, path, 0);
  }

  @Test
  void endsAtItsVerySecond() {
    WallClock clock = new WallClock(Instant.ofEpochSecond(EXPIRY - 10), 0);
    Access access = new Access(Policies.CLOSED, clock, events);
    Approach approach =
        new Approach(Caller.plain("192.0.2.1:5000"), List.of(), Optional.of(WATCH_POINT));

    assertThat(access.decide(approach, Right.WATCH, POINT, 9_999_999_999L))
        .isEqualTo(new Decision.Allowed(new Principal.SignedUrl("k1")));
    assertThat(access.decide(approach, Right.WATCH, POINT, 10_000_000_000L))
        .isEqualTo(new Decision.Denied(new Principal.Anonymous(), "the signed URL has expired"));
  }

  @Test
  void doesNotHoldWithAnyBitFlipped() {
    for (int at = 0; at < WATCH_POINT.length(); at++) {
      for (int bit = 0; bit < 7; bit++) {
        char[] flipped = WATCH_POINT.toCharArray();
        flipped[at] ^= (char) (1 << bit);
        assertThat(decide(new String(flipped), Right.WATCH, POINT, EXPIRY - 1))
            .as(new String(flipped))
            .isInstanceOf(Decision.Denied.class);
      }
    }
  }

  @Test
  void doesNotHoldWhenCutAnywhere() {
    for (int length = 0; length < WATCH_POINT.length(); length++) {
      assertThat(decide(WATCH_POINT.substring(0, length), Right.WATCH, POINT, EXPIRY - 1))
          .isInstanceOf(Decision.Denied.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k1.01767225600.watch.2.45kIbwYckaC1nYcbc3i-pwBmwLXyHovoDcq_2auIYew",
        "k1.1767225600.watch.02.45kIbwYckaC1nYcbc3i-pwBmwLXyHovoDcq_2auIYew",
        "k1.1767225600.WATCH.2.45kIbwYckaC1nYcbc3i-pwBmwLXyHovoDcq_2auIYew",
        "k1.1767225600.watch.2.45kIbwYckaC1nYcbc3i-pwBmwLXyHovoDcq_2auIYex",
        "k1.1767225600.watch.2.45kIbwYckaC1nYcbc3i+pwBmwLXyHovoDcq/2auIYew",
        "k1.1767225600.watch.2.45kIbwYckaC1nYcbc3i-pwBmwLXyHovoDcq_2auIYew=",
        "k1.99999999999999999999.watch.2.45kIbwYckaC1nYcbc3i-pwBmwLXyHovoDcq_2auIYew",
        "k1.1767225600.manageRead.2.45kIbwYckaC1nYcbc3i-pwBmwLXyHovoDcq_2auIYew",
        "k9.1767225600.watch.2.45kIbwYckaC1nYcbc3i-pwBmwLXyHovoDcq_2auIYew",
        "k2.1767225600.watch.2.45kIbwYckaC1nYcbc3i-pwBmwLXyHovoDcq_2auIYew",
        "....",
      })
  void hasOneFormOnly(String signature) {
    assertThat(decide(signature, Right.WATCH, POINT, EXPIRY - 1))
        .isInstanceOf(Decision.Denied.class);
  }

  @Test
  void keysGiveAwayWhatTheyMayOnly() {
    SigningKey narrow =
        new SigningKey(
            "k1",
            new byte[32],
            new SigningKey.Scope(Set.of(Right.WATCH), new PathPattern("/live/*")));
    AccessPolicy policy = Policies.CLOSED.withKeys(List.of(narrow));
    Access access = new Access(policy, new WallClock(Instant.ofEpochSecond(1), 0), events);
    String everywhere = UrlSignature.sign(terms(Right.WATCH, "/"), narrow);
    Approach approach =
        new Approach(Caller.plain("192.0.2.1:5000"), List.of(), Optional.of(everywhere));

    assertThat(access.decide(approach, Right.WATCH, POINT, 0)).isInstanceOf(Decision.Allowed.class);
    assertThat(access.decide(approach, Right.WATCH, "/other/a.isml", 0))
        .isInstanceOf(Decision.Denied.class);
    assertThatThrownBy(() -> UrlSignature.sign(terms(Right.PUBLISH, POINT), narrow))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyThatWasTakenOutSignsNothingAnyMore() {
    AccessPolicy policy = Policies.CLOSED.withKeys(List.of(K2));
    Access access = new Access(policy, new WallClock(Instant.ofEpochSecond(1), 0), events);
    Caller caller = Caller.plain("192.0.2.1:5000");

    assertThat(
            access.decide(
                new Approach(caller, List.of(), Optional.of(WATCH_POINT)), Right.WATCH, POINT, 0))
        .isInstanceOf(Decision.Denied.class);
    assertThat(
            access.decide(
                new Approach(caller, List.of(), Optional.of(WATCH_POINT_K2)),
                Right.WATCH,
                POINT,
                0))
        .isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void neverGivesManagement() {
    assertThatThrownBy(() -> terms(Right.MANAGE_READ, POINT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(decide(PUBLISH_ALL, Right.MANAGE_WRITE, POINT, 1))
        .isNotInstanceOf(Decision.Allowed.class);
  }

  @Test
  void isNotUsableFromALog() {
    assertThat(UrlSignature.redacted("/~" + WATCH_POINT + POINT + "/Manifest"))
        .isEqualTo("/~k1.1767225600.watch.2.…/live/event.isml/Manifest");
    assertThat(UrlSignature.redacted(POINT + "/Manifest?signed=" + WATCH_POINT))
        .isEqualTo("/live/event.isml/Manifest?signed=k1.1767225600.watch.2.…");
    assertThat(UrlSignature.redacted(POINT)).isEqualTo(POINT);
  }

  @Test
  void refusesSecretsThatCanBeGuessed() {
    assertThatThrownBy(() -> new SigningKey("k", new byte[31], SigningKey.Scope.ALL))
        .hasMessage("the secret of key k has 31 bytes, expected at least 32");
    assertThat(Map.of("k", K1).toString()).isEqualTo("{k=SigningKey[k1]}");
  }
}
