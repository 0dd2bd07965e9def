package org.smoothlab.server.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;

class SettingsDocumentTest {
  private static final String MANAGEMENT =
      "http://schemas.microsoft.com/iis/media/2011/03/streaming/management";

  /** What a document without any setting says. */
  private static final PointSettings NOTHING_SAID =
      PointSettings.DEFAULT
          .withArchiveEnabled(false)
          .withClientConnectionsEnabled(false)
          .withServerConnections(new PointSettings.ServerConnections(false, true));

  private static String entry(String settings) {
    return "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\">"
        + "<SmoothStreaming xmlns=\""
        + MANAGEMENT
        + "\"><Settings>"
        + settings
        + "</Settings></SmoothStreaming></content></entry>";
  }

  private static PointSettings readXml(String settings) throws ProblemException {
    return ManagementReader.settings(
        Form.XML, Slice.ofUtf8(entry(settings)), PointSettings.DEFAULT);
  }

  private static PointSettings readJson(String settings) throws ProblemException {
    return ManagementReader.settings(
        Form.JSON, Slice.ofUtf8("{\"settings\":{" + settings + "}}"), PointSettings.DEFAULT);
  }

  private static String write(Form form, PointSettings settings) {
    ManagementWriter.Stored stored =
        new ManagementWriter.Stored(
            "/live/a b.isml", settings, Instant.parse("2026-02-03T09:15:01.987Z"), true);
    return new ManagementWriter(form, "http://origin.example")
        .settings(stored)
        .text(StandardCharsets.UTF_8);
  }

  private static ManagementError errorOf(String settings) {
    ProblemException problem =
        catchThrowableOfType(ProblemException.class, () -> readXml(settings));
    assertThat(problem).describedAs(settings).isNotNull();
    return Stream.of(ManagementError.values())
        .filter(error -> error.hresult() == problem.problem().hresult())
        .findFirst()
        .orElseThrow();
  }

  // ---- every setting, both forms

  record Row(String xml, String json, PointSettings expected) {}

  static Stream<Row> settings() {
    PointSettings none = NOTHING_SAID;
    OutputModule.Hls hls =
        new OutputModule.Hls(
            6,
            3_000_000,
            new OutputModule.Playlist(false, true, true),
            new OutputModule.Encryption(true, "00112233445566778899AABBCCDDEEFF", ""));
    return Stream.of(
        new Row("", "", none),
        new Row(
            "<Title>Quay &amp; pier</Title>",
            "\"title\":\"Quay & pier\"",
            none.withTitle("Quay & pier")),
        new Row("<SourceType>Push</SourceType>", "\"sourceType\":\"Push\"", none),
        new Row(
            "<EstimatedDuration>P1DT2H</EstimatedDuration>",
            "\"estimatedDuration\":\"PT26H\"",
            none.withEstimatedDurationSeconds(93_600)),
        new Row("<AutoStart>1</AutoStart>", "\"autoStart\":true", none.withAutoStart(true)),
        new Row(
            "<AutoRestartOnEncoderReconnect> true </AutoRestartOnEncoderReconnect>",
            "\"autoRestartOnEncoderReconnect\":true",
            none.withAutoRestartOnEncoderReconnect(true)),
        new Row(
            "<LookAheadChunks>0</LookAheadChunks>",
            "\"lookAheadChunks\":0",
            none.withLookAheadChunks(0)),
        new Row(
            "<Archive enabled=\"true\"><SegmentLength>PT30M</SegmentLength>"
                + "<Path useEventIdOnPath=\"1\">D:\\media\\%SITE%</Path></Archive>",
            "\"archive\":{\"enabled\":true,\"segmentLength\":\"PT1800S\",\"path\":"
                + "{\"folder\":\"D:\\\\media\\\\%SITE%\",\"useEventIdOnPath\":true}}",
            none.withArchive(
                new ArchiveSettings(
                    true,
                    1_800,
                    new ArchiveSettings.Path("D:\\media\\%SITE%", true),
                    ArchiveSettings.DEFAULT.disk()))),
        new Row(
            "<ClientConnections enabled=\"true\"><WindowLength>PT10M</WindowLength>"
                + "<LiveCacheLength>PT2M</LiveCacheLength>"
                + "<ClientManifestVersion>2.2</ClientManifestVersion></ClientConnections>",
            "\"clientConnections\":{\"enabled\":true,\"windowLength\":\"PT10M\","
                + "\"liveCacheLength\":\"PT2M\",\"clientManifestVersion\":\"2.2\"}",
            none.withClientConnectionsEnabled(true)
                .withWindowLengthSeconds(600)
                .withLiveCacheSeconds(120)
                .withClientManifestVersion(PointSettings.ManifestVersion.V2_2)),
        new Row(
            "<ServerConnections enabled=\"true\">"
                + "<SendEndOfStreamOnStop>false</SendEndOfStreamOnStop></ServerConnections>",
            "\"serverConnections\":{\"enabled\":true,\"sendEndOfStreamOnStop\":false}",
            none.withServerConnections(new PointSettings.ServerConnections(true, false))),
        new Row(
            "<SourceType>Pull</SourceType><PullFrom><PublishingPoints>"
                + "<PublishingPoint credentialName=\"syndicator\">http://a/x.isml</PublishingPoint>"
                + "<PublishingPoint>https://b/y/x.isml</PublishingPoint>"
                + "</PublishingPoints></PullFrom>",
            "\"sourceType\":\"Pull\",\"pullFrom\":["
                + "{\"url\":\"http://a/x.isml\",\"credentialName\":\"syndicator\"},"
                + "{\"url\":\"https://b/y/x.isml\"}]",
            none.withPeers(
                PointSettings.SourceType.PULL,
                List.of(
                    new PointSettings.Peer("http://a/x.isml", "syndicator"),
                    new PointSettings.Peer("https://b/y/x.isml", "")))),
        new Row(
            "<PushTo><PublishingPoints><PublishingPoint>http://a/x.isml</PublishingPoint>"
                + "</PublishingPoints></PushTo>",
            "\"pushTo\":[{\"url\":\"http://a/x.isml\"}]",
            none.withPeers(
                PointSettings.SourceType.PUSH,
                List.of(new PointSettings.Peer("http://a/x.isml", "")))),
        new Row(
            "<Modules><Module id=\"hls\" type=\"sink\" name=\"HTTP Live Streaming\"><HLS>"
                + "<SegmentLength>PT6S</SegmentLength><MaxBitRate>3000000</MaxBitRate>"
                + "<AllowCaching>false</AllowCaching><BackwardCompatible>true</BackwardCompatible>"
                + "<IncludeCodecs>true</IncludeCodecs><Encryption enabled=\"true\">"
                + "<Key>00112233445566778899AABBCCDDEEFF</Key></Encryption></HLS></Module></Modules>",
            "\"modules\":[{\"id\":\"hls\",\"type\":\"sink\",\"name\":\"HTTP Live Streaming\","
                + "\"hls\":{\"segmentLength\":\"PT6S\",\"maxBitRate\":3000000,"
                + "\"allowCaching\":false,\"backwardCompatible\":true,\"includeCodecs\":true,"
                + "\"encryption\":{\"enabled\":true,"
                + "\"key\":\"00112233445566778899AABBCCDDEEFF\"}}}]",
            none.withModules(
                List.of(
                    new OutputModule("hls", OutputModule.Kind.SINK, "HTTP Live Streaming", hls)))),
        new Row(
            "<Modules><Module id=\"watermark\" type=\"source\"><Mark xmlns=\"urn:x\" at=\"1\">"
                + "a&lt;b<Deep/></Mark></Module></Modules>",
            "\"modules\":[{\"id\":\"watermark\",\"type\":\"source\",\"content\":"
                + "\"<Mark xmlns='urn:x' at='1'>a&lt;b<Deep/></Mark>\"}]",
            none.withModules(
                List.of(
                    new OutputModule(
                        "watermark",
                        OutputModule.Kind.SOURCE,
                        "",
                        new OutputModule.Unknown(
                            "<Mark xmlns=\"urn:x\" at=\"1\">a&lt;b<Deep /></Mark>"))))),
        new Row(
            "<Laboratory xmlns=\"urn:smoothlab:management:2026\">"
                + "<OneSessionPerStreamId>true</OneSessionPerStreamId><IdleAfter>PT5M</IdleAfter>"
                + "<Resume>true</Resume><OnDiskFailure>Continue</OnDiskFailure>"
                + "<DiskBytesMax>5000000000</DiskBytesMax></Laboratory>",
            "\"laboratory\":{\"oneSessionPerStreamId\":true,\"idleAfter\":\"PT5M\","
                + "\"resume\":true,\"onDiskFailure\":\"Continue\",\"diskBytesMax\":5000000000}",
            none.withOneSessionPerStreamId(true)
                .withAutomation(new PointSettings.Automation(false, false, 300, true))
                .withArchive(
                    new ArchiveSettings(
                        false,
                        0,
                        ArchiveSettings.DEFAULT.path(),
                        new ArchiveSettings.Disk(
                            ArchiveSettings.OnDiskFailure.CONTINUE, 5_000_000_000L)))));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void readsEachSettingFromXml(Row row) throws ProblemException {
    assertThat(readXml(row.xml)).isEqualTo(row.expected);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void readsEachSettingFromJson(Row row) throws ProblemException {
    assertThat(readJson(row.json)).isEqualTo(row.expected);
    Valid.requireJson("{\"settings\":{" + row.json + "}}", "NewSettings");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void readsBackWhatItWrote(Row row) throws ProblemException {
    String xml = write(Form.XML, row.expected);
    String json = write(Form.JSON, row.expected);

    Valid.requireXml(xml);
    Valid.requireJson(json, "SettingsEntry");
    assertThat(ManagementReader.settings(Form.XML, Slice.ofUtf8(xml), PointSettings.DEFAULT))
        .isEqualTo(row.expected);
    assertThat(ManagementReader.settings(Form.JSON, Slice.ofUtf8(json), PointSettings.DEFAULT))
        .isEqualTo(row.expected);
  }

  // ---- the envelope and what is left out

  @Test
  void writesTheDocumentedOrderAndLeavesOutWhatIsDefault() {
    assertThat(write(Form.XML, NOTHING_SAID.withTitle("Quay camera")))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <entry xmlns="http://www.w3.org/2005/Atom">\
            <id>http://origin.example/live/a%20b.isml/settings</id>\
            <title>Quay camera</title>\
            <author><name /></author>\
            <updated>2026-02-03T09:15:01Z</updated>\
            <link href="http://origin.example/live/a%20b.isml/settings" rel="self"\
             type="application/atom+xml" title="Settings" />\
            <link href="http://origin.example/live/a%20b.isml/state" rel="related"\
             type="application/atom+xml" title="State" />\
            <content type="application/xml">\
            <SmoothStreaming xmlns="http://schemas.microsoft.com/iis/media/2011/03/streaming/management">\
            <Settings>\
            <Title>Quay camera</Title>\
            <SourceType>Push</SourceType>\
            <AutoStart>false</AutoStart>\
            <AutoRestartOnEncoderReconnect>false</AutoRestartOnEncoderReconnect>\
            <LookAheadChunks>2</LookAheadChunks>\
            <Archive enabled="false"><Path useEventIdOnPath="false" /></Archive>\
            <ClientConnections enabled="false"><ClientManifestVersion>2.0</ClientManifestVersion>\
            </ClientConnections>\
            <ServerConnections enabled="false"><SendEndOfStreamOnStop>true</SendEndOfStreamOnStop>\
            </ServerConnections>\
            </Settings></SmoothStreaming></content></entry>\
            """);
  }

  @Test
  void takesElementsInAnyOrder() throws ProblemException {
    assertThat(readXml("<AutoStart>true</AutoStart><Title>x</Title>"))
        .isEqualTo(NOTHING_SAID.withTitle("x").withAutoStart(true));
  }

  @Test
  void takesTheSpellingOfTheNamespaceThatARenderingOfTheDocumentationHad() throws ProblemException {
    String body = entry("<Title>x</Title>").replace("http://schemas", "https://schemas");

    assertThat(
            ManagementReader.settings(Form.XML, Slice.ofUtf8(body), PointSettings.DEFAULT).title())
        .isEqualTo("x");
  }

  @Test
  void takesPrefixesCommentsAndInstructions() throws ProblemException {
    String body =
        "<?xml version='1.0'?><!-- a --><a:entry xmlns:a='http://www.w3.org/2005/Atom'"
            + " xmlns:m='"
            + MANAGEMENT
            + "' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><?x y?><a:updated>3.5"
            + "</a:updated><a:content><!-- b --><m:SmoothStreaming><m:Settings xsi:nil='false'>"
            + "<m:Title>a<!-- c -->b</m:Title></m:Settings></m:SmoothStreaming></a:content>"
            + "</a:entry>";

    assertThat(
            ManagementReader.settings(Form.XML, Slice.ofUtf8(body), PointSettings.DEFAULT).title())
        .isEqualTo("ab");
  }

  // ---- the content key

  private static final PointSettings ENCRYPTED =
      NOTHING_SAID.withModules(
          List.of(
              new OutputModule(
                  "hls",
                  OutputModule.Kind.SINK,
                  "",
                  new OutputModule.Hls(
                      10,
                      1_600_000,
                      new OutputModule.Playlist(true, false, false),
                      new OutputModule.Encryption(true, "0f0e0d0c0b0a09080706050403020100", "")))));

  @ParameterizedTest
  @EnumSource(Form.class)
  void hidesTheContentKeyAndTakesTheAnswerBackWithoutIt(Form form) throws ProblemException {
    String shown =
        new ManagementWriter(form, "http://o")
            .settings(new ManagementWriter.Stored("/a.isml", ENCRYPTED, Instant.EPOCH, false))
            .text(StandardCharsets.UTF_8);

    assertThat(shown).doesNotContain("0f0e").containsIgnoringCase("encryption");
    assertThat(ManagementReader.settings(form, Slice.ofUtf8(shown), ENCRYPTED))
        .isEqualTo(ENCRYPTED);
    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class,
            () -> ManagementReader.settings(form, Slice.ofUtf8(shown), PointSettings.DEFAULT));
    assertThat(problem.problem().hresult()).isEqualTo(ManagementError.INVALID_DATA.hresult());
  }

  // ---- what is refused

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Titel>x</Titel>",
        "<Title>x</Title><Title>y</Title>",
        "<Title lang='de'>x</Title>",
        "<Title><b>x</b></Title>",
        "<Title xmlns='urn:other'>x</Title>",
        "some text",
        "<Archive><Path/></Archive>",
        "<ClientConnections/>",
        "<ServerConnections enabled='true'>text</ServerConnections>",
        "<PushTo><PublishingPoint>http://a/x.isml</PublishingPoint></PushTo>",
        "<PushTo><PublishingPoints/></PushTo>",
        "<PushTo><PublishingPoints><Point/></PublishingPoints></PushTo>",
        "<Modules><Module type='sink'/></Modules>",
        "<Modules><Module id='hls'/></Modules>",
        "<Modules><Module id='other' type='sink'><HLS/></Module></Modules>",
        "<Modules><Module id='hls' type='sink'><Other/></Module></Modules>",
        "<SourceType>Pull</SourceType><PullFrom><PublishingPoints><PublishingPoint>http://a/x.isml"
            + "</PublishingPoint></PublishingPoints></PullFrom><PushTo><PublishingPoints>"
            + "<PublishingPoint>http://a/x.isml</PublishingPoint></PublishingPoints></PushTo>",
      })
  void callsAWrongStructureASchemaError(String settings) {
    assertThat(errorOf(settings)).isEqualTo(ManagementError.INVALID_SCHEMA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<SourceType>push</SourceType>",
        "<SourceType>Pull</SourceType>",
        "<AutoStart>yes</AutoStart>",
        "<AutoStart>TRUE</AutoStart>",
        "<AutoStart/>",
        "<LookAheadChunks>17</LookAheadChunks>",
        "<LookAheadChunks>-1</LookAheadChunks>",
        "<LookAheadChunks>2.0</LookAheadChunks>",
        "<LookAheadChunks>99999999999999999999</LookAheadChunks>",
        "<EstimatedDuration>2h</EstimatedDuration>",
        "<EstimatedDuration>P</EstimatedDuration>",
        "<EstimatedDuration>PT</EstimatedDuration>",
        "<EstimatedDuration>P1DT</EstimatedDuration>",
        "<EstimatedDuration>-PT1S</EstimatedDuration>",
        "<EstimatedDuration>PT1.5S</EstimatedDuration>",
        "<EstimatedDuration>P1Y</EstimatedDuration>",
        "<EstimatedDuration>P1M</EstimatedDuration>",
        "<EstimatedDuration>PT999999999999H</EstimatedDuration>",
        "<EstimatedDuration>P999999999999DT999999999999H</EstimatedDuration>",
        "<Archive enabled='true'><SegmentLength>PT9S</SegmentLength></Archive>",
        "<Archive enabled='true'><Path>../../etc</Path></Archive>",
        "<Archive enabled='true'><Path>a\\..\\b</Path></Archive>",
        "<Archive enabled='maybe'/>",
        "<ClientConnections enabled='true'><ClientManifestVersion>2.1</ClientManifestVersion>"
            + "</ClientConnections>",
        "<PullFrom><PublishingPoints><PublishingPoint>http://a/x.isml</PublishingPoint>"
            + "</PublishingPoints></PullFrom>",
        "<PushTo><PublishingPoints><PublishingPoint>ftp://a/x.isml</PublishingPoint>"
            + "</PublishingPoints></PushTo>",
        "<PushTo><PublishingPoints><PublishingPoint>http://u:p@a/x.isml</PublishingPoint>"
            + "</PublishingPoints></PushTo>",
        "<PushTo><PublishingPoints><PublishingPoint>http://a/x.isml?y</PublishingPoint>"
            + "</PublishingPoints></PushTo>",
        "<PushTo><PublishingPoints><PublishingPoint/></PublishingPoints></PushTo>",
        "<Modules><Module id='' type='sink'/></Modules>",
        "<Modules><Module id='x' type='drain'/></Modules>",
        "<Modules><Module id='hls' type='source'/></Modules>",
        "<Modules><Module id='x' type='sink'/><Module id='x' type='sink'/></Modules>",
        "<Modules><Module id='hls' type='sink'><HLS><SegmentLength>PT1S</SegmentLength></HLS>"
            + "</Module></Modules>",
        "<Modules><Module id='hls' type='sink'><HLS><MaxBitRate>0</MaxBitRate></HLS>"
            + "</Module></Modules>",
        "<Modules><Module id='hls' type='sink'><HLS><Encryption enabled='true'/></HLS>"
            + "</Module></Modules>",
        "<Modules><Module id='hls' type='sink'><HLS><Encryption enabled='true'><Key>xyz</Key>"
            + "</Encryption></HLS></Module></Modules>",
        "<Laboratory xmlns='urn:smoothlab:management:2026'><OnDiskFailure>Ignore</OnDiskFailure>"
            + "</Laboratory>",
      })
  void callsAWrongValueADataError(String settings) {
    assertThat(errorOf(settings)).isEqualTo(ManagementError.INVALID_DATA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"settings":{"titel":"x"}}                    | INVALID_SCHEMA
          {"settings":{"title":"x","title":"y"}}        | INVALID_SCHEMA
          {"settings":{"title":7}}                      | INVALID_SCHEMA
          {"settings":{"autoStart":"true"}}             | INVALID_SCHEMA
          {"settings":{"lookAheadChunks":2.0}}          | INVALID_SCHEMA
          {"settings":{"lookAheadChunks":null}}         | INVALID_SCHEMA
          {"settings":{"archive":{}}}                   | INVALID_SCHEMA
          {"settings":{"archive":[]}}                   | INVALID_SCHEMA
          {"settings":{"pushTo":{}}}                    | INVALID_SCHEMA
          {"settings":{"pushTo":[]}}                    | INVALID_SCHEMA
          {"settings":[]}                               | INVALID_SCHEMA
          {"settings":{},"settings":{}}                 | INVALID_SCHEMA
          {"state":{}}                                  | INVALID_SCHEMA
          []                                            | INVALID_SCHEMA
          {"settings":{"lookAheadChunks":17}}           | INVALID_DATA
          {"settings":{"lookAheadChunks":-1}}           | INVALID_DATA
          {"settings":{"sourceType":"Both"}}            | INVALID_DATA
          {"settings":{}                                | INVALID_XML
          {"settings":{}} {}                            | INVALID_XML
          {'settings':{}}                               | INVALID_XML
          """)
  void tellsThreeKindsOfWrongJsonApart(String body, ManagementError expected) {
    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class,
            () -> ManagementReader.settings(Form.JSON, Slice.ofUtf8(body), PointSettings.DEFAULT));

    assertThat(problem.problem().hresult()).isEqualTo(expected.hresult());
  }

  @Test
  void writesATitleThatXmlCannotHold() {
    String written = write(Form.XML, NOTHING_SAID.withTitle("a\u0001<&>\"\uD800b"));

    Valid.requireXml(written);
    assertThat(written).contains("a\uFFFD&lt;&amp;&gt;&quot;\uFFFDb");
  }
}
