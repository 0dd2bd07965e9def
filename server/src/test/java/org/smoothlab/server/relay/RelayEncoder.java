package org.smoothlab.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.server.protocol.Upload;

/** Posts fragments of two seconds to a host, one every two seconds. */
final class RelayEncoder {
  private final RelayHost host;
  private final List<TestTrack> tracks;
  private final String target;
  private Optional<IngestSession> session = Optional.empty();
  private long nextIndex;
  private boolean stopped;
  private static int count;

  RelayEncoder(RelayHost host, String streamPath, TestTrack... tracks) {
    this.host = host;
    this.tracks = List.of(tracks);
    this.target = RelayHost.POINT + streamPath;
  }

  static RelayEncoder to(RelayHost host, TestTrack... tracks) {
    return new RelayEncoder(host, "/Streams(a)", tracks);
  }

  RelayEncoder connect() {
    var exchange =
        host.protocol.open(
            new Ask("POST", target, List.of(), "encoder:" + ++count), host.world.now());
    assertThat(exchange).isInstanceOf(Upload.class);
    session = Optional.of(((Upload) exchange).session());
    send(TestTrack.header(tracks));
    return this;
  }

  /** From now on, beginning with this index. */
  RelayEncoder run(long fromIndex) {
    nextIndex = fromIndex;
    produce();
    return this;
  }

  private void produce() {
    if (!stopped) {
      if (!host.down) {
        fragment(nextIndex);
      }
      nextIndex++;
      host.world.after(2 * RelayWorld.SECOND, this::produce);
    }
  }

  void fragment(long index) {
    tracks.forEach(
        track -> send(track.fragmentBytes(index * TestTrack.FRAGMENT, TestTrack.FRAGMENT)));
  }

  private void send(byte[] bytes) {
    assertThat(session.orElseThrow().receive(Slice.copyOf(bytes), host.world.now())).isEmpty();
    host.advance();
  }

  void endOfStream() {
    stopped = true;
    send(new byte[] {0, 0, 0, 8, 'm', 'f', 'r', 'a'});
    Reply reply = session.orElseThrow().finish(host.world.now());
    assertThat(reply.status()).isEqualTo(200);
    host.advance();
  }

  /** The connection breaks. */
  void stop() {
    stopped = true;
    session.orElseThrow().lost("gone", host.world.now());
    host.advance();
  }
}
