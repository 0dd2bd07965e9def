package org.smoothlab.server.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Target;

/** What arrives at the door of a laboratory: everything that XML can do to its reader. */
class XmlDocumentTest {
  private static final String START =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <entry xmlns="http://www.w3.org/2005/Atom">
        <id>http://origin.example/harbour/quay.isml/state</id>
        <title>Quay camera</title>
        <updated>2026-02-03T09:32:00.000Z</updated>
        <content type="application/xml">
          <SmoothStreaming xmlns="http://schemas.microsoft.com/iis/media/2011/03/streaming/management">
            <State>
              <Value>Started</Value>
            </State>
          </SmoothStreaming>
        </content>
      </entry>
      """;

  private static ManagementError errorOf(byte[] body) {
    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class, () -> ManagementReader.target(Form.XML, Slice.copyOf(body)));
    assertThat(problem).isNotNull();
    return Arrays.stream(ManagementError.values())
        .filter(error -> error.hresult() == problem.problem().hresult())
        .findFirst()
        .orElseThrow();
  }

  private static ManagementError errorOf(String body) {
    return errorOf(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsTheDocumentedRequest() throws ProblemException {
    assertThat(ManagementReader.target(Form.XML, Slice.ofUtf8(START))).isEqualTo(Target.STARTED);
  }

  @Test
  void readsUtf16AndUtf8ThatCallsItselfUtf16() throws ProblemException {
    // StringBuilder based writers of .NET declare the encoding of their memory, not of the wire.
    String declared = START.replace("UTF-8", "utf-16");

    assertThat(ManagementReader.target(Form.XML, Slice.ofUtf8(declared))).isEqualTo(Target.STARTED);
    assertThat(
            ManagementReader.target(
                Form.XML, Slice.copyOf(("\uFEFF" + declared).getBytes(StandardCharsets.UTF_16LE))))
        .isEqualTo(Target.STARTED);
    assertThat(ManagementReader.target(Form.XML, Slice.ofUtf8("\uFEFF" + START)))
        .isEqualTo(Target.STARTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE entry>",
        "<!DOCTYPE entry SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE entry [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE entry [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x\"> %p;]>",
        "<!DOCTYPE e [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
            + "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;\">]>",
      })
  void refusesDocumentTypeDeclarations(String declaration) {
    String body = START.replace("?>\n<entry", "?>\n" + declaration + "\n<entry");

    assertThat(errorOf(body)).isEqualTo(ManagementError.INVALID_XML);
    assertThat(errorOf(body.replace("Started", "&d;"))).isEqualTo(ManagementError.INVALID_XML);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "Started",
        "{\"state\":{\"value\":\"Started\"}}",
        "<entry",
        "<entry xmlns='http://www.w3.org/2005/Atom'><content></entry>",
        "<a/><b/>",
        "<entry>&nbsp;</entry>",
        "<entry a='1' a='2'/>",
        "<x:entry/>",
        "<entry>\u0001</entry>",
        "<?xml version='1.0' encoding='EBCDIC-CP-US'?><entry/>",
      })
  void callsWhatIsNotWellFormedSo(String body) {
    assertThat(errorOf(body)).isEqualTo(ManagementError.INVALID_XML);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<entry/>",
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        "<entry xmlns='http://www.w3.org/2005/Atom'/>",
        "<entry xmlns='http://www.w3.org/2005/Atom'><content/></entry>",
        "<entry xmlns='http://www.w3.org/2005/Atom'><content/><content/></entry>",
        "<SmoothStreaming xmlns='http://schemas.microsoft.com/iis/media/2011/03/streaming/management'>"
            + "<State><Value>Idle</Value></State></SmoothStreaming>",
      })
  void callsTheWrongDocumentSo(String body) {
    assertThat(errorOf(body)).isEqualTo(ManagementError.INVALID_SCHEMA);
  }

  @Test
  void refusesSettingsWhereAStateIsExpected() {
    String body =
        START.replaceAll("(?s)<State>.*</State>", "<Settings><Title>x</Title></Settings>");

    assertThat(errorOf(body)).isEqualTo(ManagementError.INVALID_SCHEMA);
  }

  @Test
  void refusesContentThatIsNoXml() {
    assertThat(errorOf(START.replace("application/xml", "text/html")))
        .isEqualTo(ManagementError.INVALID_SCHEMA);
  }

  @Test
  void refusesDeepNestingWithoutRunningOutOfStack() {
    String deep = "<a>".repeat(60_000);

    assertThat(errorOf(deep)).isEqualTo(ManagementError.INVALID_XML);
    assertThat(
            errorOf(START.replace("<id>", "<a>".repeat(60_000) + "</a>".repeat(60_000) + "<id>")))
        .isEqualTo(ManagementError.INVALID_XML);
  }

  @Test
  void refusesDeepJsonTheSameWay() {
    String deep = "{\"state\":" + "[".repeat(100_000);

    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class, () -> ManagementReader.target(Form.JSON, Slice.ofUtf8(deep)));

    assertThat(problem.problem().status()).isEqualTo(400);
  }

  @Test
  void survivesTruncationAtEveryOffset() throws ProblemException {
    byte[] whole = START.strip().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      assertThat(errorOf(Arrays.copyOf(whole, length)))
          .describedAs("first %d bytes", length)
          .isEqualTo(ManagementError.INVALID_XML);
    }
  }

  @Test
  void answersFlippedBitsWithADocumentedErrorOrNotAtAll() {
    byte[] whole = START.getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(20260203);
    for (int round = 0; round < 5_000; round++) {
      byte[] flipped = whole.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        ManagementReader.target(Form.XML, Slice.copyOf(flipped));
      } catch (ProblemException e) {
        assertThat(e.problem().status()).isEqualTo(400);
      }
    }
  }
}
