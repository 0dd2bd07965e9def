package org.smoothlab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.load.LiveViewer.Fetch;
import org.smoothlab.load.LiveViewer.Refresh;
import org.smoothlab.load.LiveViewer.Traits;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;

class LiveViewerTest {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final Traits PATIENT = new Traits(0, 7);
  private static final Traits EAGER = new Traits(9, 7);

  @Test
  void beginsThreeFragmentsBehindTheEndWithTheStreamThatStartsFirst() throws Exception {
    LiveViewer viewer = LiveViewer.join(PATIENT, manifest(0, 5), 0);

    assertThat(fetch(viewer).startTicks()).isEqualTo(40_000_000);
    assertThat(fetch(viewer).url()).endsWith("/Fragments(video=40000000)");
    LiveViewer next = viewer.fetched(fetch(viewer), answer(2));
    assertThat(fetch(next).url()).isEqualTo("QualityLevels(128000)/Fragments(audio=40000000)");
  }

  @Test
  void catchesUpAtOnceAndThenAsksEachFragmentOneDurationLater() throws Exception {
    LiveViewer viewer = LiveViewer.join(PATIENT, manifest(0, 3), 5 * SECOND_NANOS);
    List<Long> dueSeconds = new ArrayList<>();
    for (int request = 0; request < 8; request++) {
      Fetch fetch = fetch(viewer);
      dueSeconds.add(fetch.dueNanos() / SECOND_NANOS);
      viewer = viewer.fetched(fetch, answer(Math.toIntExact(fetch.startTicks() / 20_000_000)));
    }

    assertThat(dueSeconds).containsExactly(5L, 5L, 5L, 5L, 5L, 5L, 7L, 7L);
  }

  @Test
  void learnsOfFragmentsFromTheAnswersWithoutAskingForTheManifest() throws Exception {
    LiveViewer viewer = LiveViewer.join(PATIENT, manifest(0, 1), 0);
    viewer = viewer.fetched(fetch(viewer), answer(0));
    viewer = viewer.fetched(fetch(viewer), answer(0));

    assertThat(fetch(viewer).startTicks()).isEqualTo(20_000_000);
    assertThat(viewer.lanes().getFirst().ahead()).containsExactly(time(1), time(2));
  }

  @Test
  void fetchesTheManifestAnewAfterFiveVideoFragments() throws Exception {
    LiveViewer viewer = LiveViewer.join(PATIENT, manifest(0, 1), 0);
    for (int index = 0; index < 5; index++) {
      viewer = viewer.fetched(fetch(viewer), answer(index));
      viewer = viewer.step() instanceof Fetch audio ? viewer.fetched(audio, answer(index)) : viewer;
    }

    assertThat(viewer.step()).isInstanceOf(Refresh.class);
    LiveViewer refreshed = viewer.refreshed(manifest(0, 6), 9 * SECOND_NANOS);
    assertThat(fetch(refreshed).startTicks()).isEqualTo(80_000_000);
  }

  @Test
  void fetchesTheManifestWhenNoFragmentIsKnownAndWaitsWhenItHasNothingNew() throws Exception {
    LiveViewer viewer = LiveViewer.join(PATIENT, manifest(0, 1), 0);
    LiveViewer starving = viewer.fetched(fetch(viewer), new FragmentAnswer(time(0), List.of()));

    assertThat(starving.step()).isInstanceOf(Refresh.class);
    assertThat(starving.refreshed(manifest(0, 1), SECOND_NANOS).step())
        .isEqualTo(new Refresh(1_500_000_000));
    assertThat(starving.notRefreshed(SECOND_NANOS).step()).isEqualTo(new Refresh(1_500_000_000));
  }

  @Test
  void asksAgainAQuarterOfAFragmentAfterARefusal() throws Exception {
    LiveViewer viewer = LiveViewer.join(PATIENT, manifest(0, 1), 0);
    LiveViewer refused = viewer.refused(fetch(viewer), 3 * SECOND_NANOS);

    assertThat(fetch(refused).startTicks()).isEqualTo(fetch(viewer).startTicks());
    assertThat(fetch(refused).dueNanos()).isEqualTo(3_500_000_000L);
    assertThat(refused.progress().refusedCount()).isEqualTo(1);
    assertThat(refused.fetched(fetch(refused), answer(0)).progress().refusedCount()).isZero();
  }

  @Test
  void goesOnWithTheNextFragmentWhenOneCannotBeHad() throws Exception {
    LiveViewer viewer = LiveViewer.join(PATIENT, manifest(0, 3), 0);

    assertThat(viewer.skipped(fetch(viewer)).lanes().getFirst().next()).isEqualTo(time(1));
  }

  @Test
  void asksEarlyOnlyForWhatIsAnnouncedAndOnlyWhenEager() throws Exception {
    LiveViewer eager = caughtUp(LiveViewer.join(EAGER, manifest(0, 1), SECOND_NANOS));
    LiveViewer patient = caughtUp(LiveViewer.join(PATIENT, manifest(0, 1), SECOND_NANOS));

    assertThat(fetch(LiveViewer.join(EAGER, manifest(0, 1), SECOND_NANOS)).eager()).isFalse();
    assertThat(fetch(eager))
        .extracting(Fetch::eager, Fetch::dueNanos)
        .containsExactly(true, SECOND_NANOS);
    assertThat(fetch(patient))
        .extracting(Fetch::eager, Fetch::dueNanos)
        .containsExactly(false, 3 * SECOND_NANOS);
  }

  @Test
  void isInStepUpToTwoFragmentsBehindTheManifest() throws Exception {
    LiveViewer viewer = caughtUp(LiveViewer.join(PATIENT, manifest(0, 1), 0));

    assertThat(viewer.isInStepWith(manifest(0, 3))).isTrue();
    assertThat(viewer.isInStepWith(manifest(0, 4))).isFalse();
  }

  @Test
  void watchesTheSameLevelsWithTheSameSeed() throws Exception {
    SmoothManifest manifest = manifest(0, 3);
    List<String> urls =
        List.of(1L, 2L, 3L, 4L, 5L, 6L).stream()
            .map(number -> fetch(LiveViewer.join(new Traits(number, 7), manifest, 0)).url())
            .toList();

    assertThat(urls)
        .isEqualTo(
            List.of(1L, 2L, 3L, 4L, 5L, 6L).stream()
                .map(number -> fetch(LiveViewer.join(new Traits(number, 7), manifest, 0)).url())
                .toList());
    assertThat(urls.stream().distinct()).hasSize(2);
  }

  @Test
  void refusesAnEventWithoutAudio() throws Exception {
    SmoothManifest silent =
        ManifestReader.read(Slice.ofUtf8(document(0, 3).replace("\"audio\"", "\"text\"")));

    assertThatThrownBy(() -> LiveViewer.join(PATIENT, silent, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no fragments of AUDIO");
  }

  private static LiveViewer caughtUp(LiveViewer viewer) {
    LiveViewer withVideo = viewer.fetched(fetch(viewer), answer(0));
    return withVideo.fetched(fetch(withVideo), answer(0));
  }

  private static Fetch fetch(LiveViewer viewer) {
    return (Fetch) viewer.step();
  }

  /** Fragment {@code index}, which announces two. */
  private static FragmentAnswer answer(int index) {
    return new FragmentAnswer(time(index), List.of(time(index + 1), time(index + 2)));
  }

  private static FragmentTime time(int index) {
    return new FragmentTime(index * 20_000_000L, 20_000_000);
  }

  private static SmoothManifest manifest(int firstIndex, int count) throws Exception {
    return ManifestReader.read(Slice.ofUtf8(document(firstIndex, count)));
  }

  private static String document(int firstIndex, int count) {
    StringBuilder chunks = new StringBuilder();
    for (int index = firstIndex; index < firstIndex + count; index++) {
      chunks.append("<c t=\"%d\" d=\"20000000\"/>".formatted(index * 20_000_000L));
    }
    return """
    <SmoothStreamingMedia MajorVersion="2" MinorVersion="0" Duration="0" IsLive="TRUE"
        LookaheadCount="2" DVRWindowLength="0">
      <StreamIndex Type="video" Name="video" Chunks="0" QualityLevels="2"
          Url="QualityLevels({bitrate})/Fragments(video={start time})">
        <QualityLevel Index="0" Bitrate="800000" FourCC="H264" MaxWidth="640" MaxHeight="360"
            CodecPrivateData=""/>
        <QualityLevel Index="1" Bitrate="250000" FourCC="H264" MaxWidth="320" MaxHeight="180"
            CodecPrivateData=""/>
        %1$s
      </StreamIndex>
      <StreamIndex Type="audio" Name="audio" Subtype="CAPT" Chunks="0" QualityLevels="1"
          Url="QualityLevels({bitrate})/Fragments(audio={start time})">
        <QualityLevel Index="0" Bitrate="128000" FourCC="AACL" SamplingRate="48000"
            Channels="2" BitsPerSample="16" PacketSize="4" AudioTag="255"
            CodecPrivateData="1190"/>
        %1$s
      </StreamIndex>
    </SmoothStreamingMedia>
    """
        .formatted(chunks);
  }
}
