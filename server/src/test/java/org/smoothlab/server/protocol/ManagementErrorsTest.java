package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.protocol.Console.ATOM;
import static org.smoothlab.server.protocol.Console.COLLECTION;
import static org.smoothlab.server.protocol.Console.POINT;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.server.access.Caller;
import org.smoothlab.server.management.ManagementError;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.StoreException;

/** What the management API refuses, by which of its errors, and which of several comes first. */
class ManagementErrorsTest {
  private final Console console = new Console();

  // ---- the sixteen errors

  record Smallest(ManagementError error, Function<Console, Console.Call> request) {
    @Override
    public String toString() {
      return error.name();
    }
  }

  static Stream<Smallest> smallest() {
    return Stream.of(
        new Smallest(ManagementError.METHOD_NOT_ALLOWED, c -> c.call("DELETE", COLLECTION)),
        new Smallest(
            ManagementError.CONTENT_TYPE_NOT_SUPPORTED, c -> c.call("PUT", POINT + "/state")),
        new Smallest(
            ManagementError.AUTHENTICATION_IS_REQUIRED, c -> c.get(COLLECTION).anonymously()),
        new Smallest(
            ManagementError.ACCESS_DENIED,
            c -> c.call("DELETE", POINT + "/settings").as(Console.READER)),
        new Smallest(
            ManagementError.INVALID_SCHEMA,
            c -> c.call("PUT", POINT + "/state").body(ATOM, "<a/>")),
        new Smallest(
            ManagementError.INVALID_XML, c -> c.call("PUT", POINT + "/state").body(ATOM, "")),
        new Smallest(ManagementError.INVALID_DATA, c -> c.putState(POINT, "")),
        new Smallest(
            ManagementError.STATE_TRANSITION_NOT_SUPPORTED, c -> c.putState(POINT, "Error")),
        new Smallest(ManagementError.STATE_TRANSITION_INVALID, c -> c.putState(POINT, "Stopped")),
        new Smallest(
            ManagementError.PUBLISHING_POINT_IN_USE,
            c -> {
              c.putState(POINT, "Started").send();
              return c.putSettings(POINT, "");
            }),
        new Smallest(
            ManagementError.PUBLISHING_POINT_LOCKED,
            c -> {
              c.putState(POINT, "Started").send();
              c.encode();
              Console.Sent waiting = c.putState(POINT, "Idle").begin();
              c.nowNanos = waiting.deadlineNanos() + 1;
              // The door has no room for held requests.
              return c.putState(POINT, "Started").withoutRoom();
            }),
        new Smallest(ManagementError.PUBLISHING_POINT_ALREADY_EXISTS, c -> c.create(POINT, "")),
        new Smallest(
            ManagementError.SLUG_HEADER_REQUIRED,
            c -> c.call("POST", COLLECTION + "/settings").body(ATOM, "")),
        new Smallest(ManagementError.SLUG_HEADER_INVALID, c -> c.create("quay", "")),
        new Smallest(ManagementError.PUBLISHING_POINT_NOT_FOUND, c -> c.get("/x.isml/state")),
        new Smallest(
            ManagementError.PUBLISHING_POINT_NOT_STARTED, c -> c.get(POINT + "/statistics")));
  }

  @ParameterizedTest
  @MethodSource("smallest")
  void raisesEachErrorByItsSmallestRequest(Smallest smallest) {
    console.in(PointState.IDLE);

    assertThat(smallest.request.apply(console).send().error()).isEqualTo(smallest.error);
  }

  @Test
  void hasASmallestRequestForEachError() {
    assertThat(smallest().map(Smallest::error)).containsExactlyInAnyOrder(ManagementError.values());
  }

  @ParameterizedTest
  @EnumSource(ManagementError.class)
  void numbersAndStatusesAreThoseOfTheTable(ManagementError error) {
    int expected =
        switch (error) {
          case METHOD_NOT_ALLOWED -> 405;
          case CONTENT_TYPE_NOT_SUPPORTED -> 415;
          case AUTHENTICATION_IS_REQUIRED, ACCESS_DENIED -> 401;
          case PUBLISHING_POINT_NOT_FOUND -> 404;
          default -> 400;
        };

    assertThat(error.status()).isEqualTo(expected);
    assertThat(error.hresult())
        .isEqualTo(0x80880020 + List.of(ManagementError.values()).indexOf(error));
  }

  @Test
  void namesTheFailureUnderneathAMissingPoint() {
    assertThat(console.get("/x.isml/state").send().element("InternalError"))
        .isEqualTo("0x80070002");
  }

  // ---- precedence: each request is wrong in every later way, too

  @Test
  void reportsTheFirstOfSeveralMistakes() {
    console.in(PointState.STARTED);
    String wrong = "/x.isml/state";

    assertThat(console.call("PATCH", wrong).anonymously().send().error())
        .isEqualTo(ManagementError.AUTHENTICATION_IS_REQUIRED);
    assertThat(console.call("PATCH", wrong).send().error())
        .isEqualTo(ManagementError.PUBLISHING_POINT_NOT_FOUND);
    assertThat(console.call("PATCH", POINT + "/state").as(Console.READER).send().error())
        .isEqualTo(ManagementError.METHOD_NOT_ALLOWED);
    assertThat(
            console
                .call("PUT", POINT + "/state")
                .as(Console.READER)
                .body("text/plain", "x")
                .send()
                .error())
        .isEqualTo(ManagementError.ACCESS_DENIED);
    assertThat(
            console.call("POST", COLLECTION + "/settings").body("text/plain", "x").send().error())
        .isEqualTo(ManagementError.CONTENT_TYPE_NOT_SUPPORTED);
    assertThat(console.call("POST", COLLECTION + "/settings").body(ATOM, "x").send().error())
        .isEqualTo(ManagementError.SLUG_HEADER_REQUIRED);
    assertThat(
            console
                .call("POST", COLLECTION + "/settings")
                .with("Slug", "/../x.isml")
                .body(ATOM, "x")
                .send()
                .error())
        .isEqualTo(ManagementError.SLUG_HEADER_INVALID);
    assertThat(console.create(POINT, "<Title>&x;</Title><b/>").send().error())
        .isEqualTo(ManagementError.INVALID_XML);
    assertThat(console.create(POINT, "<b/><LookAheadChunks>99</LookAheadChunks>").send().error())
        .isEqualTo(ManagementError.INVALID_SCHEMA);
    assertThat(console.create(POINT, "<SourceType>x</SourceType>").send().error())
        .isEqualTo(ManagementError.INVALID_DATA);
    assertThat(console.create(POINT, "").send().error())
        .isEqualTo(ManagementError.PUBLISHING_POINT_ALREADY_EXISTS);
    assertThat(console.putState(POINT, "Starting").send().error())
        .isEqualTo(ManagementError.STATE_TRANSITION_NOT_SUPPORTED);
    assertThat(console.putSettings(POINT, "<SourceType>x</SourceType>").send().error())
        .isEqualTo(ManagementError.INVALID_DATA);
    assertThat(console.putSettings(POINT, "").send().error())
        .isEqualTo(ManagementError.PUBLISHING_POINT_IN_USE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"started", "STARTED", "Running", ""})
  void callsAWrongSpellingOfAStateWrongData(String value) {
    console.in(PointState.IDLE);

    assertThat(console.putState(POINT, value).send().error())
        .isEqualTo(ManagementError.INVALID_DATA);
  }

  // ---- login and rights

  @Test
  void challengesBothKindsOf401() {
    console.in(PointState.IDLE);

    for (Console.Call call :
        List.of(
            console.get(POINT + "/state").anonymously(),
            console.get(POINT + "/state").as(Console.VISITOR))) {
      assertThat(call.send().reply().headers())
          .anyMatch(header ->
              header.name().equals("WWW-Authenticate") && header.value().startsWith("Basic "));
    }
    assertThat(console.get(POINT + "/state").as("no such token").send().error())
        .isEqualTo(ManagementError.AUTHENTICATION_IS_REQUIRED);
  }

  @Test
  void keepsTheContentKeyFromWhoMayOnlyRead() {
    console.createPoint(
        PointSettings.DEFAULT.withModules(
            List.of(
                new OutputModule(
                    "hls",
                    OutputModule.Kind.SINK,
                    "",
                    new OutputModule.Hls(
                        10,
                        1_600_000,
                        new OutputModule.Playlist(true, false, false),
                        new OutputModule.Encryption(
                            true, "00112233445566778899aabbccddeeff", ""))))));

    for (String resource : List.of(POINT + "/settings", COLLECTION + "/settings")) {
      assertThat(console.get(resource).send().text()).contains("00112233445566778899aabbccddeeff");
      assertThat(console.get(resource).as(Console.READER).send().text())
          .contains("<Encryption enabled=\"true\" />")
          .doesNotContain("0011");
    }
  }

  // ---- methods

  @ParameterizedTest
  @CsvSource({
    COLLECTION + ", 'GET, HEAD'",
    COLLECTION + "/settings, 'GET, HEAD, POST'",
    POINT + "/settings, 'GET, HEAD, PUT, DELETE'",
    POINT + "/state, 'GET, HEAD, PUT'",
    POINT + "/statistics, 'GET, HEAD'",
  })
  void namesTheMethodsOfEachResource(String target, String allowed) {
    console.in(PointState.STARTED);

    for (String method : List.of("PATCH", "OPTIONS", "TRACE", "GETS", "get")) {
      Console.Answer answer = console.call(method, target).send();
      assertThat(answer.error()).isEqualTo(ManagementError.METHOD_NOT_ALLOWED);
      assertThat(answer.reply().header("Allow")).hasValue(allowed);
    }
    assertThat(console.call("HEAD", target).send().text())
        .isEqualTo(console.get(target).send().text());
  }

  @Test
  void findsTheCollectionBeforeAPointAndNothingBelowIt() {
    for (String rest : List.of("/state", "/statistics", "/Manifest", "/Streams(a)", "/settings/")) {
      assertThat(console.get(COLLECTION + rest).send().error())
          .isEqualTo(ManagementError.PUBLISHING_POINT_NOT_FOUND);
    }
  }

  // ---- what goes wrong behind the API

  @Test
  void changesNothingThatCannotBeStored() {
    console.in(PointState.IDLE);
    PointSettings before = console.point().settings();
    StoreException full = new StoreException(0x80070070, "quay.isml: no space left on device");
    console.store.failure = Optional.of(full);

    for (Console.Call call :
        List.of(
            console.putSettings(POINT, "<Title>other</Title>"),
            console.create("/harbour/new.isml", ""),
            console.call("DELETE", POINT + "/settings"))) {
      Console.Answer answer = call.send();
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.element("ErrorCode")).isEqualTo("0x80070070");
      assertThat(answer.element("ErrorMessage")).contains("no space left");
    }
    assertThat(console.point().settings()).isEqualTo(before);
    assertThat(console.origin.paths()).containsExactly(POINT);
  }

  @Test
  void saysWhenThereIsNoRoomForAnotherPoint() {
    for (int i = 0; i < 20; i++) {
      assertThat(console.create("/harbour/" + i + ".isml", "").send().status()).isEqualTo(201);
    }

    Console.Answer answer = console.create("/harbour/20.isml", "").send();

    assertThat(answer.status()).isEqualTo(500);
    assertThat(console.store.stored).hasSize(20);
  }

  @Test
  void refusesBodiesBeyondTheBoundUnread() {
    console.in(PointState.IDLE);
    Exchange exchange =
        console.protocol.open(
            new Ask(
                "PUT",
                POINT + "/state",
                List.of(
                    new Header("Content-Type", ATOM),
                    new Header("Content-Length", "262145"),
                    new Header("Authorization", "Bearer " + Console.OPERATOR)),
                new Caller("127.0.0.1:1", "127.0.0.1", false, true)),
            0);

    assertThat(exchange).isInstanceOf(Reply.class);
    assertThat(((Reply) exchange).status()).isEqualTo(413);
    assertThat(((Reply) exchange).close()).isTrue();
  }
}
