package org.smoothlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.access.Policies.CLOSED;
import static org.smoothlab.server.access.Policies.TOKEN;
import static org.smoothlab.server.access.Policies.basic;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.server.origin.WallClock;

class AccessTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String POINT = "/live/event.isml";
  private static final Caller SECURE = new Caller("192.0.2.1:5000", "192.0.2.1", true, false);
  private static final Caller LOCAL = new Caller("127.0.0.1:5000", "127.0.0.1", false, true);
  private static final Caller PLAIN = Caller.plain("192.0.2.1:5000");

  private final AccessLog events = new AccessLog();
  private final WallClock clock = new WallClock(Instant.ofEpochSecond(1_767_225_000), 0);
  private final Access access = new Access(CLOSED, clock, events);
  private long nowNanos;

  @ParameterizedTest
  @CsvSource({
    // who         PUBLISH    MANAGE_READ  MANAGE_WRITE  SYNDICATE  WATCH
    "nobody,       Challenge, Challenge,   Challenge,    Challenge, Challenge",
    "anna,         Denied,    Allowed,     Allowed,      Denied,    Allowed",
    "otto,         Denied,    Denied,      Denied,       Denied,    Allowed",
    "anna-wrong,   Challenge, Challenge,   Challenge,    Challenge, Challenge",
    "stranger,     Challenge, Challenge,   Challenge,    Challenge, Challenge",
    "token,        Allowed,   Denied,      Denied,       Allowed,   Allowed",
    "token-wrong,  Challenge, Challenge,   Challenge,    Challenge, Challenge",
    "url-watch,    Denied,    Challenge,   Challenge,    Denied,    Allowed",
    "url-publish,  Allowed,   Challenge,   Challenge,    Denied,    Denied",
    "url-expired,  Denied,    Challenge,   Challenge,    Denied,    Denied",
  })
  void decidesEveryRightOfEveryCaller(
      String who, String publish, String read, String write, String syndicate, String watch) {
    List<String> expected = List.of(publish, read, write, syndicate, watch);
    List<String> decided =
        java.util.Arrays.stream(Right.values())
            .map(right -> decideFresh(approach(who, SECURE), right).getClass().getSimpleName())
            .toList();

    assertThat(decided).isEqualTo(expected);
  }

  // Each cell of the table is a caller's first request.
  private Decision decideFresh(Approach approach, Right right) {
    return new Access(CLOSED, clock, AccessSink.NONE).decide(approach, right, POINT, 0);
  }

  private static Approach approach(String who, Caller caller) {
    return switch (who) {
      case "nobody" -> Approach.anonymous(caller);
      case "anna", "otto" -> login(caller, basic(who, "correct horse"));
      case "anna-wrong" -> login(caller, basic("anna", "battery"));
      case "stranger" -> login(caller, basic("stranger", "correct horse"));
      case "token" -> login(caller, "Bearer " + TOKEN);
      case "token-wrong" -> login(caller, "Bearer " + TOKEN + "0");
      case "url-watch" -> signed(caller, Right.WATCH, 1_767_225_600);
      case "url-publish" -> signed(caller, Right.PUBLISH, 1_767_225_600);
      case "url-expired" -> signed(caller, Right.WATCH, 1_767_224_999);
      default -> throw new IllegalArgumentException(who);
    };
  }

  private static Approach login(Caller caller, String authorization) {
    return new Approach(caller, List.of(authorization), Optional.empty());
  }

  private static Approach signed(Caller caller, Right right, long expirySeconds) {
    String text =
        UrlSignature.sign(new UrlSignature.Terms("k1", expirySeconds, right, POINT), Policies.K1);
    return new Approach(caller, List.of(), Optional.of(text));
  }

  private Decision decide(Approach approach, Right right) {
    return access.decide(approach, right, POINT, nowNanos);
  }

  @Test
  void openPolicyLetsEverybodyPublishAndWatchAndNobodyManage() {
    Access open = new Access(AccessPolicy.OPEN, clock, events);
    Approach anybody = Approach.anonymous(PLAIN);

    assertThat(open.decide(anybody, Right.PUBLISH, POINT, 0)).isInstanceOf(Decision.Allowed.class);
    assertThat(open.decide(anybody, Right.WATCH, POINT, 0)).isInstanceOf(Decision.Allowed.class);
    assertThat(open.decide(Approach.anonymous(LOCAL), Right.MANAGE_READ, POINT, 0))
        .isInstanceOf(Decision.Challenge.class);
  }

  @Test
  void openManagementIsForThisMachineOnly() {
    Access open = new Access(AccessPolicy.OPEN.withOpenManagement(true), clock, events);

    assertThat(open.decide(Approach.anonymous(LOCAL), Right.MANAGE_WRITE, POINT, 0))
        .isEqualTo(new Decision.Allowed(new Principal.Local()));
    assertThat(open.permits(new Principal.Local(), Right.MANAGE_READ, "/any.isml")).isTrue();
    assertThat(open.permits(new Principal.Local(), Right.WATCH, "/any.isml")).isFalse();
    assertThat(open.decide(Approach.anonymous(SECURE), Right.MANAGE_WRITE, POINT, 0))
        .isInstanceOf(Decision.Challenge.class);
  }

  @Test
  void asksForPasswordsAndTokensOverTlsOnly() {
    assertThat(decide(Approach.anonymous(PLAIN), Right.WATCH)).isInstanceOf(Decision.Denied.class);
    assertThat(decide(approach("anna", PLAIN), Right.WATCH)).isInstanceOf(Decision.Denied.class);
    assertThat(decide(approach("token", PLAIN), Right.PUBLISH)).isInstanceOf(Decision.Denied.class);
    assertThat(decide(approach("anna", LOCAL), Right.WATCH)).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(approach("url-watch", PLAIN), Right.WATCH))
        .isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void takesThemOverPlainConnectionsWhenToldSo() {
    access.replace(
        new AccessPolicy(
            CLOSED.rules(),
            CLOSED.accounts(),
            CLOSED.keys(),
            new AccessPolicy.Options("lab", true, AccessPolicy.MetricsDoor.ANYONE, false)));

    assertThat(decide(approach("anna", PLAIN), Right.WATCH)).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(Approach.anonymous(PLAIN), Right.WATCH))
        .isEqualTo(
            new Decision.Challenge(
                List.of("Basic realm=\"lab\", charset=\"UTF-8\"", "Bearer realm=\"lab\""),
                "a login is needed"));
  }

  @Test
  void firstRuleThatSpeaksOfTheRightDecides() {
    Approach nobody = Approach.anonymous(SECURE);

    assertThat(access.decide(nobody, Right.WATCH, "/open/a.isml", 0))
        .isInstanceOf(Decision.Allowed.class);
    assertThat(access.decide(nobody, Right.PUBLISH, "/open/a.isml", 0))
        .isInstanceOf(Decision.Challenge.class);
    assertThat(access.isOpen(Right.WATCH, "/open/a.isml")).isTrue();
    assertThat(access.isOpen(Right.WATCH, POINT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Basic",
        "Basic ",
        "Basic =",
        "Basic !!!!",
        "Basic QQ",
        "Basic Og==",
        "Basic OnB3",
        "Basic YW5uYQ==",
        "Basic //46YQ==",
        "Basic YQA6Yg==",
        "Digest username=\"anna\"",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer \u00e4",
        "Negotiate TlRMTVNTUA==",
        "basic:anna",
        "Basic YW5uYTpjb3JyZWN0IGhvcnNl extra"
      })
  void callsHostileHeadersMalformed(String field) {
    assertThat(decide(login(SECURE, field), Right.WATCH)).isInstanceOf(Decision.Challenge.class);
    assertThat(events.all())
        .containsExactly(
            new AccessEvent.LoginFailed("192.0.2.1", "", AccessEvent.LoginFault.MALFORMED));
  }

  @Test
  void refusesTwoAuthorizationFieldsAndEndlessOnes() {
    String anna = basic("anna", "correct horse");
    Approach two = new Approach(SECURE, List.of(anna, anna), Optional.empty());
    Approach endless = login(SECURE, "Basic " + "QUFB".repeat(10_000));

    assertThat(decide(two, Right.WATCH)).isInstanceOf(Decision.Challenge.class);
    assertThat(decide(endless, Right.WATCH)).isInstanceOf(Decision.Challenge.class);
  }

  @Test
  void takesTheSchemeInAnyCase() {
    String anna = basic("anna", "correct horse").replace("Basic", "bAsIC");

    assertThat(decide(login(SECURE, anna), Right.WATCH)).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void tellsAStrangerTheSameAsAUserWithAnotherPassword() {
    Decision stranger = decideFresh(approach("stranger", SECURE), Right.WATCH);
    Decision mistyped = decideFresh(approach("anna-wrong", SECURE), Right.WATCH);

    assertThat(stranger).isEqualTo(mistyped);
  }

  @Test
  void slowsGuessesMoreAndMoreAndForgetsThemInTheEnd() {
    Approach wrong = approach("anna-wrong", SECURE);
    for (int guess = 0; guess < 3; guess++) {
      assertThat(decide(wrong, Right.WATCH)).isInstanceOf(Decision.Challenge.class);
      assertThat(events.all(AccessEvent.Slowed.class)).isEmpty();
    }
    assertThat(decide(wrong, Right.WATCH)).isInstanceOf(Decision.Challenge.class);
    assertThat(events.all(AccessEvent.Slowed.class))
        .containsExactly(
            new AccessEvent.Slowed("192.0.2.1", "", SECOND),
            new AccessEvent.Slowed("192.0.2.1", "anna", SECOND));
    assertThat(decide(wrong, Right.WATCH)).isEqualTo(new Decision.Throttled(1));

    nowNanos += SECOND - 1;
    assertThat(decide(wrong, Right.WATCH)).isEqualTo(new Decision.Throttled(1));
    nowNanos += 1;
    assertThat(decide(wrong, Right.WATCH)).isInstanceOf(Decision.Challenge.class);
    assertThat(decide(wrong, Right.WATCH)).isEqualTo(new Decision.Throttled(2));

    nowNanos += LoginThrottle.FORGET_NANOS;
    assertThat(decide(wrong, Right.WATCH)).isInstanceOf(Decision.Challenge.class);
    assertThat(decide(wrong, Right.WATCH)).isInstanceOf(Decision.Challenge.class);
  }

  @Test
  void doesNotEvenLookAtTheRightPasswordWhileSlowed() {
    for (int guess = 0; guess < 4; guess++) {
      decide(approach("anna-wrong", SECURE), Right.WATCH);
    }

    assertThat(decide(approach("anna", SECURE), Right.WATCH)).isEqualTo(new Decision.Throttled(1));
    nowNanos += SECOND;
    assertThat(decide(approach("anna", SECURE), Right.WATCH)).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void guessingDoesNotLockOutWhoIsIn() {
    assertThat(decide(approach("anna", SECURE), Right.WATCH)).isInstanceOf(Decision.Allowed.class);
    for (int guess = 0; guess < 20; guess++) {
      decide(approach("anna-wrong", SECURE), Right.WATCH);
      nowNanos += SECOND;
    }

    assertThat(decide(approach("anna-wrong", SECURE), Right.WATCH))
        .isInstanceOf(Decision.Throttled.class);
    assertThat(decide(approach("anna", SECURE), Right.WATCH)).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(approach("token", SECURE), Right.WATCH)).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void looksAgainWhenAPasswordHasBeenKnownForLong() {
    Accounts nobody = Accounts.NONE;
    decide(approach("anna", SECURE), Right.WATCH);
    access.replace(new AccessPolicy(CLOSED.rules(), nobody, CLOSED.keys(), CLOSED.options()));
    assertThat(decide(approach("anna", SECURE), Right.WATCH))
        .isInstanceOf(Decision.Challenge.class);

    access.replace(CLOSED);
    assertThat(decide(approach("anna", SECURE), Right.WATCH)).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void saysNothingSecretInEventsAndTexts() {
    decide(approach("anna-wrong", SECURE), Right.WATCH);
    decide(approach("token-wrong", SECURE), Right.WATCH);
    decide(approach("url-expired", SECURE), Right.WATCH);
    decide(approach("otto", SECURE), Right.PUBLISH);

    assertThat(events.all().toString() + CLOSED + approach("anna", SECURE) + CLOSED.accounts())
        .doesNotContain("battery", TOKEN, "correct", "$2y$", "815e9161", "Basic ");
    assertThat(events.all())
        .contains(
            new AccessEvent.SignatureRefused("192.0.2.1", "k1", AccessEvent.SignatureFault.EXPIRED),
            new AccessEvent.Denied("192.0.2.1", new Principal.User("otto"), Right.PUBLISH, POINT));
  }

  @ParameterizedTest
  @CsvSource({"ANYONE,true,true", "LOCAL,true,false", "MANAGERS,false,false"})
  void showsMetricsToWhomItIsTold(
      AccessPolicy.MetricsDoor door, boolean toLocal, boolean toOthers) {
    access.replace(
        new AccessPolicy(
            CLOSED.rules(),
            CLOSED.accounts(),
            CLOSED.keys(),
            new AccessPolicy.Options("lab", false, door, false)));

    assertThat(access.showsMetricsTo(LOCAL)).isEqualTo(toLocal);
    assertThat(access.showsMetricsTo(SECURE)).isEqualTo(toOthers);
  }
}
