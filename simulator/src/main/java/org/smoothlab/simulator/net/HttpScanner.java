package org.smoothlab.simulator.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds the messages in the bytes of one direction of a connection. Every byte is handed on, in
 * order and at once, but for a head, which is handed on whole. What is not HTTP/1.1 is opaque from
 * there on.
 */
final class HttpScanner {
  /** The longest head that is waited for; a longer one is opaque. */
  static final int HEAD_BYTES_MAX = 64 * 1024;

  private static final int METHOD_BYTES_MAX = 20;
  private static final int CHUNK_DIGITS_MAX = 15;

  private final Sink sink;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private State state = State.HEAD;
  private long leftBytes;
  private int chunkDigits;
  private int lineBytes;
  private boolean inExtension;
  private boolean firstWordEnded;

  private enum State {
    HEAD,
    CONTENT,
    CHUNK_SIZE,
    CHUNK_CONTENT,
    CHUNK_END,
    TRAILER,
    UNTIL_CLOSE,
    OPAQUE
  }

  /** Takes what has been found. */
  interface Sink {
    /** A head has come; says how its body ends, or is empty for what is opaque from here on. */
    Optional<HttpHead.Framing> head(byte[] raw, Optional<HttpHead> read)
        throws IOException, InterruptedException;

    /** Bytes of the body itself. */
    void content(byte[] bytes, int from, int size) throws IOException, InterruptedException;

    /** Bytes around it: chunk sizes, line ends, trailers. */
    void framing(byte[] bytes, int from, int size) throws IOException, InterruptedException;

    /** The message is whole. */
    void end() throws IOException, InterruptedException;

    /** Bytes of which nothing is known. */
    void opaque(byte[] bytes, int from, int size) throws IOException, InterruptedException;
  }

  HttpScanner(Sink sink) {
    this.sink = sink;
  }

  /** Takes no further look: another protocol begins. */
  void becomeOpaque() {
    state = State.OPAQUE;
  }

  /** Takes the next bytes. */
  void feed(byte[] bytes) throws IOException, InterruptedException {
    int at = 0;
    while (at < bytes.length) {
      at +=
          switch (state) {
            case HEAD -> head(bytes, at);
            case CONTENT, CHUNK_CONTENT -> content(bytes, at);
            case CHUNK_SIZE -> chunkSize(bytes, at);
            case CHUNK_END, TRAILER -> line(bytes, at);
            case UNTIL_CLOSE -> {
              sink.content(bytes, at, bytes.length - at);
              yield bytes.length - at;
            }
            case OPAQUE -> {
              sink.opaque(bytes, at, bytes.length - at);
              yield bytes.length - at;
            }
          };
    }
  }

  /** No more bytes come: what was waited for in vain goes on as it is. */
  void close() throws IOException, InterruptedException {
    if (state == State.HEAD && head.size() > 0) {
      giveUp();
    } else if (state == State.UNTIL_CLOSE) {
      sink.end();
    }
  }

  private int head(byte[] bytes, int at) throws IOException, InterruptedException {
    int next = bytes[at];
    if (head.size() == 0 && (next == '\r' || next == '\n')) {
      // RFC 9112, 2.2: an empty line before a message is ignored.
      sink.framing(bytes, at, 1);
      return 1;
    }
    head.write(next);
    boolean emptyLine = next == '\n' && lineBytes == 0;
    lineBytes = next == '\n' ? 0 : lineBytes + (next == '\r' ? 0 : 1);
    if (emptyLine) {
      headWhole();
    } else if (head.size() >= HEAD_BYTES_MAX || !looksLikeHttp(next)) {
      giveUp();
    }
    return 1;
  }

  /** The first word is a method or a version: letters, digits, dots, slashes, hyphens. */
  private boolean looksLikeHttp(int next) {
    if (firstWordEnded) {
      return true;
    }
    if (next == ' ') {
      firstWordEnded = head.size() > 1;
      return firstWordEnded;
    }
    boolean letter = (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z');
    boolean other = (next >= '-' && next <= '9') || next == '_';
    return (letter || other) && head.size() <= METHOD_BYTES_MAX;
  }

  private void headWhole() throws IOException, InterruptedException {
    byte[] raw = head.toByteArray();
    head.reset();
    firstWordEnded = false;
    lineBytes = 0;
    Optional<HttpHead.Framing> framing = sink.head(raw, HttpHead.read(raw));
    if (framing.isEmpty()) {
      state = State.OPAQUE;
      return;
    }
    switch (framing.get()) {
      case HttpHead.Framing.None() -> end();
      case HttpHead.Framing.Length(long bytes) -> {
        leftBytes = bytes;
        state = State.CONTENT;
        if (bytes == 0) {
          end();
        }
      }
      case HttpHead.Framing.Chunked() -> beginChunk();
      case HttpHead.Framing.UntilClose() -> state = State.UNTIL_CLOSE;
    }
  }

  private void giveUp() throws IOException, InterruptedException {
    state = State.OPAQUE;
    byte[] raw = head.toByteArray();
    head.reset();
    sink.opaque(raw, 0, raw.length);
  }

  private void end() throws IOException, InterruptedException {
    state = State.HEAD;
    sink.end();
  }

  private int content(byte[] bytes, int at) throws IOException, InterruptedException {
    int size = (int) Math.min(leftBytes, bytes.length - at);
    leftBytes -= size;
    sink.content(bytes, at, size);
    if (leftBytes == 0 && state == State.CHUNK_CONTENT) {
      state = State.CHUNK_END;
    } else if (leftBytes == 0) {
      end();
    }
    return size;
  }

  private void beginChunk() {
    state = State.CHUNK_SIZE;
    leftBytes = 0;
    chunkDigits = 0;
    inExtension = false;
  }

  private int chunkSize(byte[] bytes, int at) throws IOException, InterruptedException {
    int next = bytes[at];
    int digit = Character.digit(next, 16);
    if (next == '\n' && chunkDigits > 0) {
      sink.framing(bytes, at, 1);
      state = leftBytes == 0 ? State.TRAILER : State.CHUNK_CONTENT;
      lineBytes = 0;
      return 1;
    }
    if (!inExtension && digit >= 0 && chunkDigits < CHUNK_DIGITS_MAX) {
      chunkDigits++;
      leftBytes = leftBytes * 16 + digit;
    } else if (chunkDigits > 0 && (inExtension || next == ';' || next == ' ' || next == '\r')) {
      inExtension = true;
    } else {
      state = State.OPAQUE;
      return 0;
    }
    sink.framing(bytes, at, 1);
    return 1;
  }

  /** The line end behind a chunk, or a line of the trailer; an empty one ends the message. */
  private int line(byte[] bytes, int at) throws IOException, InterruptedException {
    int next = bytes[at];
    sink.framing(bytes, at, 1);
    if (next != '\n') {
      lineBytes += next == '\r' ? 0 : 1;
    } else if (state == State.CHUNK_END) {
      beginChunk();
    } else if (lineBytes == 0) {
      end();
    } else {
      lineBytes = 0;
    }
    return 1;
  }
}
