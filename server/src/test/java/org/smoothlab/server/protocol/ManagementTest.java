package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.protocol.Console.ATOM;
import static org.smoothlab.server.protocol.Console.COLLECTION;
import static org.smoothlab.server.protocol.Console.POINT;
import static org.smoothlab.server.protocol.Console.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.server.management.Form;
import org.smoothlab.server.management.ManagementError;
import org.smoothlab.server.management.OpenApi;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.origin.TestTrack;

/** The management API, request by request, as clients of IIS Media Services know it. */
class ManagementTest {
  private final Console console = new Console();

  // ---- the documented requests

  private static final String CREATE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <entry xmlns="http://www.w3.org/2005/Atom">
        <id>http://origin.example/harbour/quay.isml/settings</id>
        <title>Quay camera</title>
        <updated>2026-02-03T09:15:00Z</updated>
        <content type="application/xml">
          <SmoothStreaming xmlns="http://schemas.microsoft.com/iis/media/2011/03/streaming/management">
            <Settings>
              <Title>Quay camera</Title>
              <SourceType>Push</SourceType>
              <EstimatedDuration>PT2H</EstimatedDuration>
              <AutoStart>true</AutoStart>
              <AutoRestartOnEncoderReconnect>true</AutoRestartOnEncoderReconnect>
              <LookAheadChunks>2</LookAheadChunks>
              <Archive enabled="true">
                <SegmentLength>PT30M</SegmentLength>
                <Path useEventIdOnPath="true" />
              </Archive>
              <ClientConnections enabled="true">
                <WindowLength>PT10M</WindowLength>
                <LiveCacheLength>PT1M</LiveCacheLength>
                <ClientManifestVersion>2.0</ClientManifestVersion>
              </ClientConnections>
              <ServerConnections enabled="true">
                <SendEndOfStreamOnStop>true</SendEndOfStreamOnStop>
              </ServerConnections>
              <PushTo>
                <PublishingPoints>
                  <PublishingPoint credentialName="to-edge">http://edge-a.example/harbour/quay.isml</PublishingPoint>
                  <PublishingPoint>http://edge-b.example/harbour/quay.isml</PublishingPoint>
                </PublishingPoints>
              </PushTo>
            </Settings>
          </SmoothStreaming>
        </content>
      </entry>
      """;

  private Console.Answer createDocumented() {
    return console
        .call("POST", COLLECTION + "/settings")
        .with("Slug", POINT)
        .body(ATOM, CREATE)
        .send();
  }

  @Test
  void answersTheDocumentedCreateWithTheSettingsAsStored() {
    Console.Answer answer = createDocumented();

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.reply().header("Location"))
        .hasValue("http://origin.example/harbour/quay.isml/settings");
    assertThat(answer.text())
        .startsWith(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <entry xmlns="http://www.w3.org/2005/Atom">\
            <id>http://origin.example/harbour/quay.isml/settings</id>\
            <title>Quay camera</title>\
            <updated>2026-02-03T09:15:00Z</updated>\
            <link href="http://origin.example/harbour/quay.isml/settings" rel="self"\
             type="application/atom+xml" title="Settings" />\
            <link href="http://origin.example/harbour/quay.isml/state" rel="related"\
             type="application/atom+xml" title="State" />\
            <content type="application/xml"><SmoothStreaming\
            """);
    assertThat(console.point().state()).isEqualTo(PointState.IDLE);
    assertThat(console.store.stored).containsKey(POINT);
    assertThat(console.point().settings().clientConnections().timing().windowLengthSeconds())
        .isEqualTo(600);
  }

  @Test
  void takesTheAnswerOfAQueryBackUnchanged() {
    createDocumented();
    Console.Answer before = console.get(POINT + "/settings").send();
    console.nowNanos += 60 * SECOND;

    assertThat(console.call("PUT", POINT + "/settings").body(ATOM, before.text()).send().status())
        .isEqualTo(200);

    Console.Answer after = console.get(POINT + "/settings").send();
    assertThat(after.content()).isEqualTo(before.content());
    assertThat(before.element("updated")).isEqualTo("2026-02-03T09:15:00Z");
    assertThat(after.element("updated")).isEqualTo("2026-02-03T09:16:00Z");
  }

  @Test
  void takesJsonBackUnchanged() {
    createDocumented();
    Console.Answer before =
        console.get(POINT + "/settings").with("Accept", "application/json").send();

    assertThat(
            console
                .call("PUT", POINT + "/settings")
                .body("application/json", before.text())
                .send()
                .status())
        .isEqualTo(200);
    assertThat(console.get(POINT + "/settings").with("Accept", "application/json").send().text())
        .isEqualTo(before.text());
  }

  @Test
  void updatesSettingsWithoutABodyInTheAnswer() {
    console.in(PointState.IDLE);

    Console.Answer answer =
        console
            .putSettings(
                POINT,
                """
                <Title>Quay camera</Title><SourceType>Push</SourceType>
                <AutoStart>true</AutoStart>
                <AutoRestartOnEncoderReconnect>true</AutoRestartOnEncoderReconnect>
                <LookAheadChunks>3</LookAheadChunks>
                <Archive enabled="true"><Path useEventIdOnPath="false" /></Archive>
                <ClientConnections enabled="true">
                  <ClientManifestVersion>2.2</ClientManifestVersion></ClientConnections>
                <ServerConnections enabled="true">
                  <SendEndOfStreamOnStop>false</SendEndOfStreamOnStop></ServerConnections>
                <Modules><Module id="hls" type="sink" name="HTTP Live Streaming"><HLS>
                  <SegmentLength>PT6S</SegmentLength><MaxBitRate>1600000</MaxBitRate>
                  <AllowCaching>true</AllowCaching><BackwardCompatible>false</BackwardCompatible>
                  <IncludeCodecs>true</IncludeCodecs>
                  <Encryption enabled="true"><Key>00112233445566778899AABBCCDDEEFF</Key></Encryption>
                </HLS></Module></Modules>\
                """)
            .send();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
    assertThat(console.point().settings().hls()).isPresent();
    assertThat(console.store.stored.get(POINT)).isEqualTo(console.point().settings());
  }

  @Test
  void queriesTheStateWithItsFault() {
    console.in(PointState.ERROR);

    Console.Answer answer = console.get(POINT + "/state").send();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text())
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <entry xmlns="http://www.w3.org/2005/Atom">\
            <id>http://origin.example/harbour/quay.isml/state</id>\
            <title>Quay camera</title><author><name /></author>\
            <updated>2026-02-03T09:15:00.250Z</updated>\
            <link href="http://origin.example/harbour/quay.isml/state" rel="self"\
             type="application/atom+xml" title="State" />\
            <link href="http://origin.example/harbour/quay.isml/settings" rel="related"\
             type="application/atom+xml" title="Settings" />\
            <content type="application/xml">\
            <SmoothStreaming xmlns="http://schemas.microsoft.com/iis/media/2011/03/streaming/management">\
            <State><Value>Error</Value><LastError>0x80070070</LastError></State>\
            </SmoothStreaming></content></entry>\
            """);
  }

  @Test
  void deletesWithoutABodyInTheAnswer() {
    createDocumented();

    Console.Answer answer = console.call("DELETE", POINT + "/settings").send();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
    assertThat(console.origin.find(POINT)).isEmpty();
    assertThat(console.store.stored).isEmpty();
    assertThat(console.get(POINT + "/state").send().error())
        .isEqualTo(ManagementError.PUBLISHING_POINT_NOT_FOUND);
  }

  // ---- collections

  @Test
  void listsWhatTheCallerMayReadInOrder() {
    console.create("/secret/c.isml", "<Title>c</Title>").send();
    console.create("/harbour/b.isml", "<Title>b</Title>").send();
    console.create("/harbour/a.isml", "<Title>a</Title>").send();

    String all = console.get(COLLECTION).send().text();
    String some = console.get(COLLECTION + "/settings").as(Console.READER).send().text();
    String none = console.get(COLLECTION).as(Console.VISITOR).send().text();

    assertThat(all.split("<entry>", -1)).hasSize(4);
    assertThat(all).containsSubsequence("a.isml", "b.isml", "c.isml").doesNotContain("<content");
    assertThat(some.split("<entry>", -1)).hasSize(3);
    assertThat(some).contains("<Title>a</Title>", "<Title>b</Title>").doesNotContain("secret");
    assertThat(none)
        .isEqualTo(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<feed xmlns=\"http://www.w3.org/2005/Atom\"><author><name /></author>"
                + "<title>Publishing Point Collection</title>"
                + "<updated>2026-02-03T09:15:00.250Z</updated></feed>");
  }

  @Test
  void linksListedPointsAsIisDoes() {
    console.create(POINT, "<Title>Quay</Title>").send();

    assertThat(console.get(COLLECTION).send().text())
        .contains(
            "<entry><id>http://origin.example/harbour/quay.isml/settings</id><title>Quay</title>"
                + "<updated>2026-02-03T09:15:00Z</updated>"
                + "<link href=\"http://origin.example/harbour/quay.isml/settings\""
                + " rel=\"related\" type=\"application/atom+xml\" title=\"Settings\" />"
                + "<link href=\"http://origin.example/harbour/quay.isml/state\""
                + " rel=\"related\" type=\"application/atom+xml\" title=\"State\" /></entry>");
    assertThat(console.get(COLLECTION + "/settings").send().text())
        .contains(" rel=\"self\" type=\"application/atom+xml\" title=\"Settings\" />")
        .contains("<Settings><Title>Quay</Title>");
    assertThat(console.get(COLLECTION).with("Accept", "application/json").send().status())
        .isEqualTo(200);
    assertThat(
            console.get(COLLECTION + "/settings").with("Accept", "application/json").send().text())
        .contains("\"settings\":{\"title\":\"Quay\"");
  }

  // ---- bodies of clients in the field

  @Test
  void takesABodyWithContentOnly() {
    String minimum =
        "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\">"
            + "<SmoothStreaming xmlns=\"https://schemas.microsoft.com/iis/media/2011/03/streaming/management\">"
            + "<Settings><Title>x</Title><SourceType>Push</SourceType><AutoStart>true</AutoStart>"
            + "<AutoRestartOnEncoderReconnect>false</AutoRestartOnEncoderReconnect>"
            + "<LookAheadChunks>2</LookAheadChunks>"
            + "<Archive enabled=\"false\"><Path useEventIdOnPath=\"false\"/></Archive>"
            + "<ClientConnections enabled=\"true\"><ClientManifestVersion>2.0"
            + "</ClientManifestVersion></ClientConnections>"
            + "<ServerConnections enabled=\"false\"><SendEndOfStreamOnStop>true"
            + "</SendEndOfStreamOnStop></ServerConnections>"
            + "</Settings></SmoothStreaming></content></entry>";

    assertThat(
            console
                .call("POST", COLLECTION + "/settings")
                .with("Slug", POINT)
                .body("application/atom+xml;type=entry;charset=utf-8", minimum)
                .send()
                .status())
        .isEqualTo(201);
  }

  @Test
  void takesAnUpdatedThatIsNoDateAndAnswersXmlToWhoAsksForTextJson() {
    console.in(PointState.IDLE);
    String body =
        Console.entry("<State><Value>Started</Value></State>")
            .replaceFirst("<id>.*?</updated>", "<updated>1393577621.25</updated>");

    assertThat(
            console
                .call("PUT", POINT + "/state")
                .with("Accept", "text/json")
                .body(ATOM, body)
                .send()
                .status())
        .isEqualTo(200);
    assertThat(console.get(POINT + "/state").with("Accept", "text/json").send().element("Value"))
        .isEqualTo("Starting");
  }

  @Test
  void takesTheWholeAnswerBackWithItsValueReplaced() {
    console.in(PointState.ERROR);
    String answer = console.get(POINT + "/state").send().text();

    Console.Sent sent =
        console
            .call("PUT", POINT + "/state")
            .body(ATOM, answer.replace("<Value>Error", "<Value>Idle"))
            .begin();

    console.closeRecording();
    assertThat((sent.waits() ? sent.again() : sent).answer().status()).isEqualTo(200);
    assertThat(console.point().state()).isEqualTo(PointState.IDLE);
  }

  // ---- every request in every state

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # state        | Idle        | Started     | Stopped     | internal | settings | DELETE   | statistics
          IDLE           | 200         | 200         | 28          | 27       | 200      | 200      | 2F
          STARTING       | 200         | 200         | 200         | 27       | 29       | 200      | 200
          STARTED        | wait 200    | 200         | wait 200    | 27       | 29       | wait 200 | 200
          STOPPING       | wait 200    | 28          | wait 200    | 27       | 29       | wait 200 | 200
          STOPPED        | 200         | 28          | 200         | 27       | 29       | 200      | 200
          SHUTTING_DOWN  | wait 200    | wait 200    | 28          | 27       | wait 200 | wait 200 | 200
          ERROR          | 200         | 28          | 28          | 27       | 29       | 200      | 200
          """)
  void answersEachRequestInEachState(
      PointState state,
      String idle,
      String started,
      String stopped,
      String internal,
      String settings,
      String delete,
      String statistics) {
    assertThat(outcome(state, c -> c.putState(POINT, "Idle"))).isEqualTo(idle);
    assertThat(outcome(state, c -> c.putState(POINT, "Started"))).isEqualTo(started);
    assertThat(outcome(state, c -> c.putState(POINT, "Stopped"))).isEqualTo(stopped);
    for (String value : List.of("Starting", "Stopping", "ShuttingDown", "Error")) {
      assertThat(outcome(state, c -> c.putState(POINT, value))).isEqualTo(internal);
    }
    assertThat(outcome(state, c -> c.putSettings(POINT, "<Title>x</Title>"))).isEqualTo(settings);
    assertThat(outcome(state, c -> c.call("DELETE", POINT + "/settings"))).isEqualTo(delete);
    assertThat(outcome(state, c -> c.get(POINT + "/statistics"))).isEqualTo(statistics);
    assertThat(outcome(state, c -> c.get(POINT + "/settings"))).isEqualTo("200");
    assertThat(outcome(state, c -> c.get(POINT + "/state"))).isEqualTo("200");
  }

  private interface Request {
    Console.Call of(Console console);
  }

  /**
   * The status or the last digits of the error, with "wait" when it came after a transient state.
   */
  private static String outcome(PointState state, Request request) {
    Console console = new Console().in(state);
    Console.Sent sent = request.of(console).begin();
    boolean waited = sent.waits();
    for (int round = 0; sent.waits(); round++) {
      assertThat(round).isLessThan(3);
      console.closeRecording();
      sent.again();
    }
    Console.Answer answer = sent.answer();
    String outcome =
        answer.status() == 200 ? "200" : answer.element("ErrorCode").substring("0x808800".length());
    return waited ? "wait " + outcome : outcome;
  }

  @Test
  void leavesThePointWhereTheCommandSaid() {
    console.in(PointState.STOPPING);
    Console.Sent idle = console.putState(POINT, "Idle").begin();
    console.closeRecording();
    idle.again();

    assertThat(idle.answer().status()).isEqualTo(200);
    assertThat(console.point().state()).isEqualTo(PointState.IDLE);
  }

  @Test
  void locksOutWhoWaitsLongerThanTheBound() {
    console.in(PointState.STARTED);
    Console.Sent sent = console.putState(POINT, "Stopped").begin();
    assertThat(sent.deadlineNanos()).isEqualTo(10 * SECOND);

    console.nowNanos = sent.deadlineNanos();

    assertThat(sent.again().answer().error()).isEqualTo(ManagementError.PUBLISHING_POINT_LOCKED);
    assertThat(sent.answer().element("ErrorMessage")).contains("try again");
  }

  @Test
  void carriesOutTwoManagersOneAfterTheOther() {
    console.in(PointState.STARTED);
    Console.Sent shutDown = console.putState(POINT, "Idle").begin();
    Console.Sent start = console.putState(POINT, "Started").begin();
    assertThat(shutDown.waits()).isTrue();
    assertThat(start.waits()).isTrue();

    console.closeRecording();

    // The second is woken first: the first must not shut down what the second starts.
    assertThat(start.again().answer().status()).isEqualTo(200);
    assertThat(shutDown.again().answer().status()).isEqualTo(200);
    assertThat(console.point().state()).isEqualTo(PointState.STARTING);
  }

  @Test
  void tellsWhoWaitsThatThePointIsGone() {
    console.in(PointState.STARTED);
    Console.Sent delete = console.call("DELETE", POINT + "/settings").begin();
    Console.Sent start = console.putState(POINT, "Started").begin();

    console.closeRecording();

    assertThat(start.again().answer().error())
        .isEqualTo(ManagementError.PUBLISHING_POINT_NOT_FOUND);
    assertThat(delete.again().answer().status()).isEqualTo(200);
  }

  @Test
  void neverFailsToStartRightAfterAShutDown() {
    console.in(PointState.IDLE);
    for (int round = 1; round <= 1_000; round++) {
      assertThat(console.putState(POINT, "Idle").send().status()).isEqualTo(200);
      assertThat(console.putState(POINT, "Started").send().status()).isEqualTo(200);
    }
  }

  @Test
  void letsOneOfAHundredConcurrentCreatesWin() throws Exception {
    CyclicBarrier start = new CyclicBarrier(100);
    List<Callable<Integer>> creates = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String title = "<Title>" + i + "</Title>";
      creates.add(() -> {
        Console.Call call = console.create(POINT, title);
        start.await();
        Console.Answer answer = call.send();
        return answer.status() == 201 ? 201 : answer.error().hresult() & 0xFF;
      });
    }
    List<Integer> outcomes = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> outcome : clients.invokeAll(creates)) {
        outcomes.add(outcome.get());
      }
    }

    assertThat(outcomes).containsOnlyOnce(201);
    assertThat(outcomes.stream().filter(code -> code == 0x2B)).hasSize(99);
    assertThat(console.store.stored.get(POINT)).isEqualTo(console.point().settings());
  }

  // ---- the sixteen errors

  record Smallest(ManagementError error, Request request) {
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

    assertThat(smallest.request.of(console).send().error()).isEqualTo(smallest.error);
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
                new org.smoothlab.server.origin.OutputModule(
                    "hls",
                    org.smoothlab.server.origin.OutputModule.Kind.SINK,
                    "",
                    new org.smoothlab.server.origin.OutputModule.Hls(
                        10,
                        1_600_000,
                        new org.smoothlab.server.origin.OutputModule.Playlist(true, false, false),
                        new org.smoothlab.server.origin.OutputModule.Encryption(
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
    console.store.failure = java.util.Optional.of(full);

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
                new org.smoothlab.server.access.Caller("127.0.0.1:1", "127.0.0.1", false, true)),
            0);

    assertThat(exchange).isInstanceOf(Reply.class);
    assertThat(((Reply) exchange).status()).isEqualTo(413);
    assertThat(((Reply) exchange).close()).isTrue();
  }

  // ---- statistics

  @Test
  void countsEightStreamsOfOneTrackEach() {
    console.in(PointState.STARTING);
    for (int i = 0; i < 8; i++) {
      console.encode("4711-stream" + i, track(i));
    }
    for (int fragment = 0; fragment < 14; fragment++) {
      for (int i = 0; i < 8; i++) {
        console.sendFragment("4711-stream" + i, track(i), fragment);
      }
      console.nowNanos += 2 * SECOND;
      console.origin.advance(console.nowNanos);
    }

    Console.Answer answer = console.get(POINT + "/statistics").send();

    String text = answer.text();
    assertThat(text.split("<InputStream ", -1)).hasSize(9);
    assertThat(text)
        .contains(
            "<InputStream id=\"4711-stream0\"><State>Started</State>"
                + "<ArchiveFileName>4711-stream0.isma</ArchiveFileName>")
        .contains(
            "<Source name=\"HTTP Push\"><Properties>"
                + "<Property name=\"Source Type\">Push</Property>"
                + "<Property name=\"Source IP\">fe80::1c2d%14</Property></Properties></Source>")
        .contains("<Sink name=\"IIS Smooth Streaming\" />")
        .contains("<IncomingFragmentWaitTime>PT2.000S</IncomingFragmentWaitTime>")
        .contains("<OutputStream name=\"video\">");
    assertThat(text.split("<Track id=\"2\">", -1)).hasSize(8);
    long newest = 13 * TestTrack.FRAGMENT;
    assertThat(text).contains("<IncomingFragmentTimeStamp>" + newest + "<");
    assertThat(answer.element("LastOutputFragmentTimestamp"))
        .isEqualTo(Long.toString(newest - 2 * TestTrack.FRAGMENT));
    assertThat(answer.element("id")).endsWith("/statistics");
    assertThat(text).doesNotContain("<title>");
    assertThat(console.get(POINT + "/statistics").with("Accept", "application/json").send().text())
        .contains("\"lookAheadLag\":" + 2 * TestTrack.FRAGMENT);
  }

  /** The first is audio, the rest are video, all of one track number as encoders have it. */
  private static TestTrack track(int index) {
    return index == 0
        ? new TestTrack(1, "audio", 128_000)
        : new TestTrack(2, "video", 250_000L * index);
  }

  @Test
  void showsAStartingPointWithoutStreams() {
    console.in(PointState.STARTING);

    assertThat(console.get(POINT + "/statistics").send().content())
        .isEqualTo("<Statistics><InputStreams /><OutputStreams /></Statistics>");
  }

  @Test
  void letsTheWaitGrowUntilTheNextFragment() {
    console.in(PointState.STARTED);
    console.sendFragment("cam", TestTrack.HIGH, 0);
    console.nowNanos += 811_000_000L;
    assertThat(wait(console)).isEqualTo("PT0.811S");
    console.nowNanos += SECOND;
    assertThat(wait(console)).isEqualTo("PT1.811S");
    console.sendFragment("cam", TestTrack.HIGH, 1);
    console.nowNanos += SECOND / 2;
    assertThat(wait(console)).isEqualTo("PT0.500S");
  }

  private static String wait(Console console) {
    return console.get(POINT + "/statistics").send().element("IncomingFragmentWaitTime");
  }

  // ---- the other form

  @Test
  void answersJsonToWhoPrefersIt() {
    Console.Answer created =
        console
            .call("POST", COLLECTION + "/settings")
            .with("Slug", POINT)
            .body("application/json", "{\"settings\":{\"title\":\"Quay\",\"autoStart\":true}}")
            .send();
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text()).contains("\"path\":\"/harbour/quay.isml\"", "\"autoStart\":true");

    assertThat(
            console
                .call("PUT", POINT + "/state")
                .body("application/json", "{\"state\":{\"value\":\"Started\"}}")
                .send()
                .status())
        .isEqualTo(200);
    assertThat(console.get(POINT + "/state").with("Accept", "application/json").send().text())
        .contains("\"state\":{\"value\":\"Starting\"", "\"roles\":{\"archive\":");
    assertThat(
            console.get(POINT + "/statistics").with("Accept", "application/json").send().status())
        .isEqualTo(200);
    Console.Answer problem =
        console
            .call("PUT", POINT + "/state")
            .with("Accept", "application/json")
            .body("application/json", "{\"state\":{\"value\":\"Error\"}}")
            .send();
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.text()).contains("\"errorCode\":\"0x80880027\"");
  }

  @Test
  void servesTheDescriptionToAnybody() {
    Reply reply =
        (Reply)
            console.protocol.open(
                new Ask("GET", "/services/smoothstreaming/openapi.json", List.of(), "any:1"), 0);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).hasValue(Form.JSON.mediaType());
    assertThat(reply.body()).isEqualTo(List.of(OpenApi.document()));
  }
}
