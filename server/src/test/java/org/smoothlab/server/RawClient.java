package org.smoothlab.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** HTTP/1.1 by hand over a socket, for what no client library would send. */
final class RawClient implements AutoCloseable {
  /** No test waits longer for a byte. */
  private static final int READ_MILLIS_MAX = 20_000;

  record Answer(int status, Map<String, String> headers, String body) {}

  private final Socket socket;

  RawClient(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(READ_MILLIS_MAX);
    socket.setTcpNoDelay(true);
  }

  Socket socket() {
    return socket;
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** One chunk of a chunked body. */
  void sendChunk(byte... bytes) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes(
        (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    chunk.writeBytes(bytes);
    chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    send(chunk.toByteArray());
  }

  void sendLastChunk() throws IOException {
    send("0\r\n\r\n");
  }

  /** The next answer, which must tell its length; a 1xx has no body. */
  Answer readAnswer() throws IOException {
    return readAnswer(true);
  }

  /** The next answer to HEAD: told length, no body. */
  Answer readHeadOnly() throws IOException {
    return readAnswer(false);
  }

  /** Whether the server has closed its side, and nothing was left to read before that. */
  boolean atEnd() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Answer readAnswer(boolean withBody) throws IOException {
    InputStream in = socket.getInputStream();
    int status = Integer.parseInt(readLine(in).split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    int length = withBody ? Integer.parseInt(headers.getOrDefault("Content-Length", "0")) : 0;
    return new Answer(
        status, headers, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int b = in.read();
    while (b >= 0 && b != '\n') {
      line.append((char) b);
      b = in.read();
    }
    if (b < 0) {
      throw new IOException("connection ended after \"" + line + "\"");
    }
    return line.toString().stripTrailing();
  }
}
