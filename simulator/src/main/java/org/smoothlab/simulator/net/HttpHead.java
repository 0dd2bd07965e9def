package org.smoothlab.simulator.net;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The head of an HTTP/1.1 message: just what a proxy must know to find the end of its body.
 *
 * @param startLine without its line end
 * @see "RFC 9112, 6 Message Body"
 */
record HttpHead(String startLine, List<Header> headers) {
  HttpHead {
    headers = List.copyOf(headers);
  }

  /** How the end of a body is found. */
  sealed interface Framing {
    /** There is none. */
    record None() implements Framing {}

    /** After so many bytes. */
    record Length(long bytes) implements Framing {}

    /** In chunks. */
    record Chunked() implements Framing {}

    /** Whatever comes until the connection ends, or no HTTP at all. */
    record UntilClose() implements Framing {}
  }

  /** Reads a head that ends in an empty line; what is no head is empty. */
  static Optional<HttpHead> read(byte[] raw) {
    String text = new String(raw, StandardCharsets.ISO_8859_1);
    String[] lines = text.split("\r?\n", -1);
    List<Header> headers = new ArrayList<>();
    for (int at = 1; at < lines.length && !lines[at].isEmpty(); at++) {
      int colon = lines[at].indexOf(':');
      if (colon < 1) {
        return Optional.empty();
      }
      headers.add(
          new Header(lines[at].substring(0, colon), lines[at].substring(colon + 1).strip()));
    }
    HttpHead head = new HttpHead(lines[0], headers);
    return head.part(0).startsWith("HTTP/1.") || head.part(2).startsWith("HTTP/1.")
        ? Optional.of(head)
        : Optional.empty();
  }

  String method() {
    return part(0);
  }

  /** Path and query of a request; of an absolute target, its own path. */
  String path() {
    String target = part(1);
    return target.replaceFirst("^[a-zA-Z]+://[^/?]*", "");
  }

  int status() {
    String status = part(1);
    return status.matches("[1-5][0-9][0-9]") ? Integer.parseInt(status) : 0;
  }

  /** How a request's body ends. */
  Framing requestFraming() {
    return declared().orElse(new Framing.None());
  }

  /** How the body of an answer to {@code method} ends. */
  Framing answerFraming(String method) {
    int status = status();
    if (method.equals("HEAD") || status == 204 || status == 304 || status / 100 == 1) {
      return new Framing.None();
    }
    return declared().orElse(new Framing.UntilClose());
  }

  private Optional<Framing> declared() {
    if (Header.find(headers, "Transfer-Encoding").isPresent()) {
      return Optional.of(new Framing.Chunked());
    }
    return Header.find(headers, "Content-Length")
        .filter(length -> length.matches("[0-9]{1,18}"))
        .map(length -> new Framing.Length(Long.parseLong(length)));
  }

  HttpHead withPath(String path) {
    return new HttpHead(part(0) + " " + path + " " + part(2), headers);
  }

  /** The same with one field set anew. */
  HttpHead with(String name, String value) {
    List<Header> others = new ArrayList<>(headers);
    others.removeIf(header -> header.name().equalsIgnoreCase(name));
    others.add(new Header(name, value));
    return new HttpHead(startLine, others);
  }

  HttpHead without(String name) {
    List<Header> others = new ArrayList<>(headers);
    others.removeIf(header -> header.name().equalsIgnoreCase(name));
    return new HttpHead(startLine, others);
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder(startLine).append("\r\n");
    headers.forEach(
        header -> text.append(header.name()).append(": ").append(header.value()).append("\r\n"));
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private String part(int index) {
    String[] parts = startLine.split(" ", 3);
    return index < parts.length ? parts[index] : "";
  }
}
