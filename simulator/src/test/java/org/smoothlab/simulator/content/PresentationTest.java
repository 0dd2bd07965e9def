package org.smoothlab.simulator.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;

class PresentationTest {
  /** What FFmpeg 5.1.9 wrote: two pictures and a sound, with its own live server manifest. */
  private static final Path FOREIGN =
      Path.of("..", "media", "src", "test", "resources", "vectors", "ffmpeg-ismv.ismv");

  @TempDir private Path folder;

  @Test
  void readsWhatFfmpegWrote() throws Exception {
    Presentation presentation = Presentation.readAlone(FOREIGN);

    assertThat(presentation.tracks()).isNotEmpty();
    PresentationTrack video = presentation.tracks().getFirst();
    assertThat(video.info().stream().name()).isEqualTo("video");
    assertThat(video.timeOf(0).startTicks()).isZero();
    assertThat(video.samples(0).getFirst().sync()).isTrue();
    for (PresentationTrack track : presentation.tracks()) {
      for (long index = 0; index < track.fragmentCount(); index++) {
        FragmentTime time = track.timeOf(index);
        long samplesTicks = track.samples(index).stream().mapToLong(Sample::durationTicks).sum();
        assertThat(samplesTicks).isEqualTo(time.durationTicks());
        assertThat(track.indexAt(Math.max(0, time.startTicks() + 1))).isEqualTo(index);
      }
    }
  }

  @Test
  void countsOnInRoundsThatFollowOneAnother() throws Exception {
    Presentation looped = Presentation.readAlone(FOREIGN).looped();
    PresentationTrack video = looped.tracks().getFirst();
    long count = video.indexAt(video.timeOf(0).startTicks() + video.roundTicks());
    assertThat(video.fragmentCount()).isEqualTo(Long.MAX_VALUE);
    assertThat(video.timeOf(count).startTicks()).isEqualTo(video.timeOf(count - 1).endTicks());
    assertThat(video.timeOf(1000 * count).startTicks())
        .isEqualTo(1000 * video.roundTicks() + video.timeOf(0).startTicks());
    assertThat(video.samples(count).getFirst().data())
        .isEqualTo(video.samples(0).getFirst().data());
  }

  @Test
  void saysWhichFileIsCutOffAndWhere() throws Exception {
    byte[] whole = Files.readAllBytes(FOREIGN);
    for (int size : new int[] {1, 7, 100, whole.length / 2, whole.length - 9}) {
      Path cut = Files.write(folder.resolve("cut.ismv"), Arrays.copyOf(whole, size));
      assertThatThrownBy(() -> Presentation.readAlone(cut))
          .isInstanceOf(UnreadableSourceException.class)
          .hasMessageContaining("cut.ismv");
    }
  }

  @Test
  void saysWhatAServerManifestLacks() throws Exception {
    Path empty = Files.writeString(folder.resolve("a.ism"), "<smil><head/><body/></smil>");
    assertThatThrownBy(() -> Presentation.read(empty))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessage(empty + ": names no tracks");

    Path other =
        Files.writeString(
            folder.resolve("b.ism"),
            "<smil><body><video src=\"gone.ismv\" systemBitrate=\"1\"/></body></smil>");
    assertThatThrownBy(() -> Presentation.read(other)).hasMessageContaining("gone.ismv");
    assertThatThrownBy(() -> Presentation.read(FOREIGN, other))
        .hasMessageContaining("does not name ffmpeg-ismv.ismv");
  }

  @Test
  void namesTracksAsTheServerManifestDoesWhereTheFileIsSilent() throws Exception {
    Path plain = FOREIGN.resolveSibling("ffmpeg-frag.mp4");
    Path file = Files.copy(plain, folder.resolve("frag.ismv"));
    Path ism =
        Files.writeString(
            folder.resolve("c.ism"),
            """
            <smil><body><switch>
              <video src="frag.ismv" systemBitrate="123456">
                <param name="trackID" value="1"/><param name="trackName" value="camera"/>
              </video>
            </switch></body></smil>
            """);
    Presentation presentation = Presentation.read(ism);
    assertThat(file).exists();
    assertThat(presentation.tracks()).hasSize(1);
    assertThat(presentation.tracks().getFirst().info().id()).hasToString("camera@123456");
  }
}
