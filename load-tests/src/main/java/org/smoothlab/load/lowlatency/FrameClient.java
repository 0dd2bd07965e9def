package org.smoothlab.load.lowlatency;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests over HTTP/2 without TLS by a client that only looks at the heads of frames, in one
 * thread: ten thousand answers at once then take the time of the server, and hardly any of a
 * client.
 *
 * @see "RFC 9113; RFC 7541"
 */
final class FrameClient implements AutoCloseable {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int HEAD_BYTES = 9;
  private static final int FRAME_BYTES_MAX = 16_384;
  private static final int BUFFER_BYTES = 4 * (HEAD_BYTES + FRAME_BYTES_MAX);

  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;

  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;

  /** More than all answers of a connection have: nobody waits for room. */
  private static final int WINDOW_BYTES = Integer.MAX_VALUE;

  private static final int WINDOW_BYTES_AT_FIRST = 65_535;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int ENABLE_PUSH = 2;

  // RFC 7541, appendix A: fields that are one byte, and names of others.
  private static final int METHOD_GET = 0x82;
  private static final int SCHEME_HTTP = 0x86;
  private static final int AUTHORITY = 1;
  private static final int PATH = 4;
  private static final int STATUS_200 = 0x88;

  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final String authority;
  private final Thread reader;

  private FrameClient(Selector selector, String authority) {
    this.selector = selector;
    this.authority = authority;
    this.reader = Thread.ofPlatform().daemon().name("frames").unstarted(this::read);
  }

  /**
   * Connects.
   *
   * @throws IOException if the server does not take so many connections
   */
  static FrameClient connect(URI server, int connectionCount) throws IOException {
    FrameClient client = new FrameClient(Selector.open(), server.getAuthority());
    InetSocketAddress address = new InetSocketAddress(server.getHost(), server.getPort());
    for (int index = 0; index < connectionCount; index++) {
      client.connections.add(client.new Connection(address));
    }
    client.reader.start();
    return client;
  }

  /** Sends a round of requests, as many on each connection, and returns when they have left. */
  void send(BlockedRound round, URI uri) throws IOException {
    byte[] head = head(uri.getRawPath() + "?" + uri.getRawQuery());
    int count = round.requestCount();
    for (int index = 0; index < connections.size(); index++) {
      int from = (int) ((long) count * index / connections.size());
      int to = (int) ((long) count * (index + 1) / connections.size());
      connections.get(index).send(round, from, to, head);
    }
  }

  /** What a request says; nothing is remembered for later ones, so that all are alike. */
  private byte[] head(String target) {
    ByteBuffer head = ByteBuffer.allocate(2 * (target.length() + authority.length()) + 32);
    head.put((byte) METHOD_GET).put((byte) SCHEME_HTTP);
    field(head, PATH, target);
    field(head, AUTHORITY, authority);
    byte[] bytes = new byte[head.flip().remaining()];
    head.get(bytes);
    return bytes;
  }

  /** RFC 7541, 6.2.2 and 5.1: a literal that is not indexed, its name is. */
  private static void field(ByteBuffer head, int name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    head.put((byte) name);
    int rest = bytes.length;
    if (rest < 127) {
      head.put((byte) rest);
    } else {
      head.put((byte) 127);
      for (rest -= 127; rest >= 128; rest >>= 7) {
        head.put((byte) (rest % 128 + 128));
      }
      head.put((byte) rest);
    }
    head.put(bytes);
  }

  private void read() {
    try {
      while (selector.isOpen()) {
        selector.select(key -> ((Connection) key.attachment()).read());
      }
    } catch (IOException | ClosedSelectorException closed) {
      connections.forEach(connection -> connection.fail("the client is closed: " + closed));
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (Connection connection : connections) {
      connection.channel.close();
    }
  }

  private final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private volatile Share share = Share.NONE;
    private int nextStream = 1;

    Connection(InetSocketAddress address) throws IOException {
      channel = SocketChannel.open(address);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      ByteBuffer out = ByteBuffer.allocate(128).put(PREFACE);
      frame(out, SETTINGS, 0, 0, 12);
      out.putShort((short) ENABLE_PUSH).putInt(0);
      out.putShort((short) INITIAL_WINDOW_SIZE).putInt(WINDOW_BYTES);
      frame(out, WINDOW_UPDATE, 0, 0, 4).putInt(WINDOW_BYTES - WINDOW_BYTES_AT_FIRST);
      write(out.flip());
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(BlockedRound round, int from, int to, byte[] head) throws IOException {
      share = new Share(round, nextStream, from);
      ByteBuffer out = ByteBuffer.allocate((to - from) * (HEAD_BYTES + head.length));
      for (int index = from; index < to; index++) {
        frame(out, HEADERS, END_STREAM | END_HEADERS, nextStream, head.length).put(head);
        nextStream += 2;
      }
      write(out.flip());
    }

    private static ByteBuffer frame(
        ByteBuffer out, int type, int flags, int stream, int payloadBytes) {
      out.put((byte) (payloadBytes >> 16)).putShort((short) payloadBytes);
      return out.put((byte) type).put((byte) flags).putInt(stream);
    }

    /** By whoever has something to say: a frame is whole. */
    private synchronized void write(ByteBuffer out) throws IOException {
      while (out.hasRemaining()) {
        if (channel.write(out) == 0) {
          Thread.onSpinWait();
        }
      }
    }

    void read() {
      try {
        while (true) {
          int count = channel.read(in);
          if (count < 0) {
            throw new IOException("the server has closed the connection");
          }
          if (count == 0) {
            return;
          }
          in.flip();
          while (in.remaining() >= HEAD_BYTES && take()) {}
          in.compact();
        }
      } catch (IOException lost) {
        fail(lost.toString());
        channel.keyFor(selector).cancel();
      }
    }

    /** Takes a frame if all of it is there. */
    private boolean take() throws IOException {
      int at = in.position();
      int payloadBytes = in.getInt(at) >>> 8;
      if (payloadBytes > FRAME_BYTES_MAX) {
        throw new IOException("a frame of " + payloadBytes + " bytes");
      }
      if (in.remaining() < HEAD_BYTES + payloadBytes) {
        return false;
      }
      int type = in.get(at + 3);
      int flags = in.get(at + 4);
      int stream = in.getInt(at + 5) & Integer.MAX_VALUE;
      in.position(at + HEAD_BYTES + payloadBytes);
      switch (type) {
        case HEADERS -> share.begins(stream, isOk(at + HEAD_BYTES));
        case RST_STREAM -> share.ends(stream, false);
        case SETTINGS -> answer(SETTINGS, flags, at, 0);
        case PING -> answer(PING, flags, at, payloadBytes);
        case GOAWAY -> throw new IOException("the server goes away");
        default -> {}
      }
      if (type <= HEADERS && (flags & END_STREAM) != 0) {
        share.ends(stream, true);
      }
      return true;
    }

    /** The status comes first; before it, only changes of the table's size: RFC 7541, 6.3. */
    private boolean isOk(int block) {
      int at = block;
      while ((in.get(at) & 0xE0) == 0x20) {
        boolean goesOn = (in.get(at++) & 0x1F) == 0x1F;
        while (goesOn) {
          goesOn = in.get(at++) < 0;
        }
      }
      return (in.get(at) & 0xFF) == STATUS_200;
    }

    private void answer(int type, int flags, int at, int payloadBytes) throws IOException {
      if ((flags & ACK) == 0) {
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + payloadBytes);
        frame(out, type, ACK, 0, payloadBytes)
            .put(in.duplicate().limit(at + HEAD_BYTES + payloadBytes).position(at + HEAD_BYTES));
        write(out.flip());
      }
    }

    void fail(String why) {
      share.round.fail(why);
    }
  }

  /** Which requests of a round a connection has. */
  private record Share(BlockedRound round, int firstStream, int firstIndex) {
    static final Share NONE = new Share(new BlockedRound(0), 1, 0);

    void begins(int stream, boolean ok) {
      round.begins(index(stream), ok);
    }

    void ends(int stream, boolean ok) {
      round.ends(index(stream), ok);
    }

    private int index(int stream) {
      return firstIndex + (stream - firstStream) / 2;
    }
  }
}
