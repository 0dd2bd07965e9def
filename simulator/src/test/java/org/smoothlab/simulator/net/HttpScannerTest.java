package org.smoothlab.simulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpScannerTest {
  // RFC 9112, 7.1: sizes in hex, extensions, a trailer; then two more messages on one connection.
  private static final String REQUESTS =
      String.join(
          "\r\n",
          List.of(
              "POST /live/a.isml/Streams(v) HTTP/1.1",
              "Host: h",
              "Transfer-Encoding: chunked",
              "",
              "4;why=so",
              "Wiki",
              "00a",
              "pedia in\r\n",
              "0",
              "Expires: never",
              "",
              "GET /b?c HTTP/1.1",
              "Host: h",
              "",
              "PUT /d HTTP/1.1\nContent-Length: 3\n\nabc",
              "GET /e HTTP/1.1",
              "",
              ""));
  private static final List<String> MESSAGES =
      List.of(
          "POST /live/a.isml/Streams(v) <Wikipedia in\r\n>",
          "GET /b?c <>",
          "PUT /d <abc>",
          "GET /e <>");

  /** Keeps every byte, and the messages in it. */
  private static final class Heard implements HttpScanner.Sink {
    final ByteArrayOutputStream all = new ByteArrayOutputStream();
    final List<String> messages = new ArrayList<>();
    final StringBuilder content = new StringBuilder();
    String begun = "";
    boolean opaque;

    @Override
    public Optional<HttpHead.Framing> head(byte[] raw, Optional<HttpHead> read) {
      all.writeBytes(raw);
      begun = read.map(head -> head.method() + " " + head.path()).orElse("none");
      return read.map(HttpHead::requestFraming);
    }

    @Override
    public void content(byte[] bytes, int from, int size) {
      all.write(bytes, from, size);
      content.append(new String(bytes, from, size, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void framing(byte[] bytes, int from, int size) {
      all.write(bytes, from, size);
    }

    @Override
    public void end() {
      messages.add(begun + " <" + content + ">");
      content.setLength(0);
    }

    @Override
    public void opaque(byte[] bytes, int from, int size) {
      opaque = true;
      all.write(bytes, from, size);
    }
  }

  @Test
  void findsTheSameMessagesHoweverTheBytesAreCut() throws Exception {
    byte[] bytes = REQUESTS.getBytes(StandardCharsets.ISO_8859_1);
    for (int pieceBytes = 1; pieceBytes <= bytes.length; pieceBytes++) {
      Heard heard = feed(bytes, pieceBytes);

      assertThat(heard.messages).isEqualTo(MESSAGES);
      assertThat(heard.all.toByteArray()).isEqualTo(bytes);
      assertThat(heard.opaque).isFalse();
    }
  }

  @Test
  void handsOnEveryByteWhereverTheConnectionEnds() throws Exception {
    byte[] bytes = REQUESTS.getBytes(StandardCharsets.ISO_8859_1);
    for (int size = 0; size < bytes.length; size++) {
      byte[] part = Arrays.copyOf(bytes, size);

      assertThat(feed(part, 7).all.toByteArray()).isEqualTo(part);
    }
  }

  @Test
  void handsOnEveryByteOfWhatIsBroken() throws Exception {
    byte[] bytes = REQUESTS.getBytes(StandardCharsets.ISO_8859_1);
    for (long seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] broken = bytes.clone();
      broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));

      assertThat(feed(broken, 11).all.toByteArray()).as("seed %d", seed).isEqualTo(broken);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001\u0002\u0000", // TLS: a handshake record
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", // RFC 9113, 3.4: the preface of HTTP/2
        "GET /a SPDY/3\r\n\r\n",
        "averyverylongmethodname / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz",
      })
  void letsPassWhatIsNotHttp(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);

    Heard heard = feed(bytes, 3);

    assertThat(heard.messages).isEmpty();
    assertThat(heard.all.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void holdsNoMoreThanALongHead() throws Exception {
    byte[] endless =
        ("GET / HTTP/1.1\r\nA: " + "b".repeat(70_000)).getBytes(StandardCharsets.UTF_8);

    Heard heard = new Heard();
    new HttpScanner(heard).feed(endless);

    assertThat(heard.opaque).isTrue();
    assertThat(heard.all.toByteArray()).isEqualTo(endless);
  }

  private static Heard feed(byte[] bytes, int pieceBytes) throws Exception {
    Heard heard = new Heard();
    HttpScanner scanner = new HttpScanner(heard);
    for (int at = 0; at < bytes.length; at += pieceBytes) {
      scanner.feed(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceBytes)));
    }
    scanner.close();
    return heard;
  }
}
