package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.protocol.Console.ATOM;
import static org.smoothlab.server.protocol.Console.COLLECTION;
import static org.smoothlab.server.protocol.Console.POINT;
import static org.smoothlab.server.protocol.Console.SECOND;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.management.Form;
import org.smoothlab.server.management.ManagementError;
import org.smoothlab.server.management.OpenApi;
import org.smoothlab.server.origin.PointState;

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
