package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.protocol.Stage.POINT;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.StreamIndex;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;

/**
 * Bytes of encoders that are not ours. {@code ffmpeg-12s.isml} is described in FfmpegRecording;
 * {@code gstreamer-6s.isml} was made by GStreamer 1.22:
 *
 * <pre>gst-launch-1.0 videotestsrc num-buffers=150 ! video/x-raw,width=64,height=36,framerate=25/1
 *   ! x264enc key-int-max=50 speed-preset=ultrafast tune=zerolatency bitrate=16 ! h264parse
 *   ! ismlmux name=m streamable=true fragment-duration=2000 ! filesink location=gstreamer-6s.isml
 *   audiotestsrc num-buffers=281 samplesperbuffer=1024 ! audio/x-raw,rate=48000,channels=1
 *   ! avenc_aac bitrate=16000 ! aacparse ! m.</pre>
 */
class FieldEncodersTest {
  /**
   * @param videoCount fragments that viewers can fetch
   * @param audioCount likewise; FFmpeg's first one starts before zero
   */
  record Recording(String name, int videoCount, int audioCount) {}

  static Stream<Recording> recordings() {
    return Stream.of(
        new Recording("ffmpeg-12s.isml", 12, 11), new Recording("gstreamer-6s.isml", 3, 4));
  }

  private static byte[] load(Recording recording) throws IOException {
    try (InputStream in =
        FieldEncodersTest.class.getResourceAsStream("/ingest/" + recording.name())) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }

  private static Stage served(Recording recording) throws IOException {
    Stage stage = Stage.started(PointSettings.DEFAULT);
    IngestSession session = stage.post();
    byte[] all = load(recording);
    for (int at = 0; at < all.length; at += 1_000) {
      assertThat(stage.send(session, Stage.part(all, at, Math.min(all.length, at + 1_000))))
          .isEmpty();
    }
    assertThat(session.finish(stage.nowNanos).status()).isEqualTo(200);
    stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, stage.nowNanos);
    return stage;
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void theManifestListsWhatWasSent(Recording recording) throws IOException {
    SmoothManifest manifest = served(recording).manifest();
    StreamIndex video = manifest.find("video").orElseThrow();
    StreamIndex audio = manifest.find("audio").orElseThrow();
    assertThat(video.chunks()).hasSize(recording.videoCount);
    assertThat(audio.chunks()).hasSize(recording.audioCount);
    assertThat(video.levels().getFirst().fourCc()).isEqualTo("H264");
    assertThat(video.levels().getFirst().codecPrivateData().toHex()).startsWith("0000000167");
    assertThat(audio.levels().getFirst().codecPrivateData().isEmpty()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void manifestTfxdAndTfrfAgreeToTheTick(Recording recording) throws Exception {
    Stage stage = served(recording);
    for (StreamIndex stream : stage.manifest().streams()) {
      List<FragmentTime> chunks = stream.chunks();
      for (int i = 0; i < chunks.size(); i++) {
        Reply reply = stage.get("%s/%s".formatted(POINT, url(stream, chunks.get(i))));
        assertThat(reply.status()).isEqualTo(200);
        Slice head = reply.body().getFirst();
        assertThat(read(reply).time()).isEqualTo(chunks.get(i));
        int followingCount = Math.min(2, chunks.size() - 1 - i);
        assertThat(TwoEncodersWorld.announced(head))
            .isEqualTo(
                chunks.subList(i + 1, i + 1 + followingCount).stream()
                    .map(FragmentTime::startTicks)
                    .toList());
      }
    }
  }

  private static String url(StreamIndex stream, FragmentTime chunk) {
    return stream
        .url()
        .expand(stream.levels().getFirst().bitrateBps(), List.of(), chunk.startTicks());
  }

  private static Fragment read(Reply reply) throws MediaException {
    Slice head = reply.body().getFirst();
    long moofBytes = head.size() - 8;
    Slice mdat = Slice.concat(List.of(head.from(moofBytes), reply.body().getLast()));
    return FragmentReader.read(head.slice(0, moofBytes), mdat).getFirst();
  }
}
