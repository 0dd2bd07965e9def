package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.server.access.Access;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.access.AccessSink;
import org.smoothlab.server.origin.EffectLog;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.origin.WallClock;

/** An origin with one started point, and short ways to ask it. */
final class Stage {
  static final String POINT = "/live/event.isml";
  static final long SECOND = 1_000_000_000L;

  final EffectLog effects = new EffectLog();
  final Origin origin =
      new Origin(
          OriginSettings.DEFAULT, new WallClock(Instant.parse("2026-01-01T00:00:00Z"), 0), effects);
  final Protocol protocol;
  long nowNanos;
  private int connectionCount;

  Stage(ProtocolSettings settings) {
    protocol = new Protocol(origin, settings);
  }

  private Stage(Access access) {
    protocol = new Protocol(origin, ProtocolSettings.DEFAULT, Stores.memory(), access);
  }

  /** With the point started, behind a policy; it is 2025-12-31T23:50:00Z, ten minutes before. */
  static Stage behind(AccessPolicy policy, AccessSink sink) {
    WallClock clock = new WallClock(Instant.ofEpochSecond(1_767_225_000), 0);
    Stage stage = new Stage(new Access(policy, clock, sink));
    stage.origin.create(POINT, PointSettings.DEFAULT).command(Target.STARTED, 0);
    return stage;
  }

  /** With the point started. */
  static Stage started(PointSettings settings) {
    Stage stage = new Stage(ProtocolSettings.DEFAULT);
    stage.origin.create(POINT, settings).command(Target.STARTED, 0);
    return stage;
  }

  Ask ask(String method, String target, Header... headers) {
    return new Ask(method, target, List.of(headers), "client:" + ++connectionCount);
  }

  Exchange open(String method, String target, Header... headers) {
    return protocol.open(ask(method, target, headers), nowNanos);
  }

  /** The final answer, without waiting. */
  Reply reply(String method, String target, Header... headers) {
    Exchange exchange = protocol.openWithoutWaiting(ask(method, target, headers), nowNanos);
    assertThat(exchange).isInstanceOf(Reply.class);
    return (Reply) exchange;
  }

  Reply get(String target, Header... headers) {
    return reply("GET", target, headers);
  }

  static String fragmentPath(TestTrack track, long index) {
    return POINT
        + "/QualityLevels(%d)/Fragments(%s=%d)"
            .formatted(track.bitrateBps(), track.name(), index * TestTrack.FRAGMENT);
  }

  Reply getFragment(TestTrack track, long index) {
    return get(fragmentPath(track, index));
  }

  IngestSession post(String target) {
    Exchange exchange = open("POST", target);
    assertThat(exchange).isInstanceOf(Upload.class);
    return ((Upload) exchange).session();
  }

  IngestSession post() {
    return post(POINT + "/Streams(a)");
  }

  /** A session that has announced these tracks. */
  IngestSession announced(TestTrack... tracks) {
    IngestSession session = post();
    assertThat(send(session, TestTrack.header(List.of(tracks)))).isEmpty();
    return session;
  }

  Optional<Reply> send(IngestSession session, byte[] bytes) {
    return session.receive(Slice.copyOf(bytes), nowNanos);
  }

  void sendFragment(IngestSession session, TestTrack track, long index) {
    assertThat(send(session, fragment(track, index))).isEmpty();
  }

  static byte[] fragment(TestTrack track, long index) {
    return track.fragmentBytes(index * TestTrack.FRAGMENT, TestTrack.FRAGMENT);
  }

  /** Fragments 0 to {@code count - 1} of every track, one second apart. */
  void sendFragments(IngestSession session, int count, TestTrack... tracks) {
    for (int i = 0; i < count; i++) {
      for (TestTrack track : tracks) {
        sendFragment(session, track, i);
      }
      nowNanos += SECOND;
    }
  }

  /** Chunks, counted from the begin of the event, as encoders send them that are not late. */
  void sendChunks(IngestSession session, int from, int to, TestTrack... tracks) {
    for (int chunk = from; chunk < to; chunk++) {
      for (TestTrack track : tracks) {
        send(
            session,
            track.chunkBytes(chunk / TestTrack.CHUNK_COUNT, chunk % TestTrack.CHUNK_COUNT));
      }
      nowNanos += TestTrack.CHUNK * 100;
    }
  }

  SmoothManifest manifest() {
    Reply reply = get(POINT + "/Manifest");
    assertThat(reply.status()).isEqualTo(200);
    try {
      return ManifestReader.read(Slice.copyOf(bytes(reply)));
    } catch (MediaException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] bytes(Reply reply) {
    return Slice.concat(reply.body()).toByteArray();
  }

  static String text(Reply reply) {
    return new String(bytes(reply), StandardCharsets.UTF_8);
  }

  static byte[] part(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
