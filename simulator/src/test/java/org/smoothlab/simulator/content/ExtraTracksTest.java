package org.smoothlab.simulator.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.CodecName;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ExtraTracksTest {
  private static final long SECOND = 10_000_000;
  private static final Path FOLDER = Path.of("target", "clips");
  private static final List<ClipTrack> TRACKS = load();

  private static List<ClipTrack> load() {
    try {
      LoopClip clip = LoopClip.load(Ladder.small(), FOLDER, EncodeProgress.SILENT);
      Extras all = new Extras(List.of("fra", "deu"), EnumSet.allOf(Extras.Kind.class));
      return clip.with(all, FOLDER);
    } catch (java.io.IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  @Test
  void numbersAndNamesWhatWasAskedFor() {
    assertThat(TRACKS)
        .extracting(track -> track.info().trackNumber())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(TRACKS)
        .extracting(track -> track.info().stream().name())
        .containsExactly(
            "video",
            "video",
            "audio",
            "audio_deu",
            "captions",
            "thumbnails",
            "audio_ac3",
            "audio_ec3",
            "video_hevc");
    assertThat(track("audio").info().stream().language()).isEqualTo("fra");
    assertThat(track("audio_deu").info().stream().language()).isEqualTo("deu");
    assertThat(track("thumbnails").info().stream().subtype()).isEqualTo("ZOET");
  }

  @ParameterizedTest
  @CsvSource({"audio_ac3, ac-3, 1536", "audio_ec3, ec-3, 1536", "audio_deu, mp4a.40.2, 1024"})
  void soundIsDecodedByFfmpegWithoutAComplaint(String name, String codec, int frameSamples)
      throws Exception {
    ClipTrack track = track(name);
    assertThat(CodecName.of(track.info().level())).contains(codec);
    List<Integer> sampleCounts = new ArrayList<>();
    // Twice around, so that the seam is heard too.
    List<Sample> samples = track.cut(new FragmentTime(0, 16 * SECOND));
    try (Decoder decoder = new Decoder(track.info())) {
      for (Sample sample : samples) {
        decoder.decode(sample, frame -> sampleCounts.add(frame.nb_samples()));
      }
      decoder.flush(frame -> sampleCounts.add(frame.nb_samples()));
    }
    assertThat(sampleCounts).hasSize(samples.size()).containsOnly(frameSamples);
    assertThat(samples.getLast().decodeTicks() + samples.getLast().durationTicks())
        .isEqualTo(16 * SECOND);
  }

  /** The loudest tone within a beep, by counting how often the signal crosses zero. */
  @ParameterizedTest
  @CsvSource({"0, 1000", "1, 1500", "2, 2000"})
  void eachLanguageHasATone(int voice, int beepHz) {
    TestTone tone = new TestTone(voice);
    int crossings = 0;
    for (int at = 480; at < 480 + 2400; at++) {
      crossings += tone.sample(at) > 0 != tone.sample(at + 1) > 0 ? 1 : 0;
    }
    assertThat(crossings / 2 * 20).isBetween(beepHz - 60, beepHz + 60);
  }

  @Test
  void hevcShowsTheStampOfEveryFrame() throws Exception {
    ClipTrack track = track("video_hevc");
    assertThat(track.loopSampleCount()).isEqualTo(500);
    assertThat(CodecName.of(track.info().level()).orElseThrow()).startsWith("hvc1.1.6.L");
    List<Sample> samples = track.cut(new FragmentTime(18 * SECOND, 4 * SECOND));
    assertThat(samples).extracting(Sample::sync).containsSequence(true, false, false);
    assertThat(samples.get(50).sync()).isTrue();
    List<FrameStamp> stamps = new ArrayList<>();
    try (Decoder decoder = new Decoder(track.info())) {
      for (Sample sample : samples) {
        decoder.decode(
            sample, frame -> stamps.add(FrameStamp.read(Decoder.luma(frame)).orElseThrow()));
      }
      decoder.flush(frame -> stamps.add(FrameStamp.read(Decoder.luma(frame)).orElseThrow()));
    }
    assertThat(stamps).hasSize(100);
    assertThat(stamps.getFirst()).isEqualTo(new FrameStamp(450, 0));
    assertThat(stamps.get(50)).isEqualTo(new FrameStamp(0, 0));
    assertThat(stamps.getLast()).isEqualTo(new FrameStamp(49, 0));
  }

  /** The JDK's JPEG reader, which is not FFmpeg's. */
  @Test
  void thumbnailsAreJpegWithAStamp() throws Exception {
    List<Sample> samples = track("thumbnails").cut(new FragmentTime(6 * SECOND, 4 * SECOND));
    assertThat(samples).hasSize(2).allMatch(Sample::sync);
    var picture = ImageIO.read(new ByteArrayInputStream(samples.getFirst().data().toByteArray()));
    assertThat(picture.getWidth()).isEqualTo(160);
    assertThat(picture.getHeight()).isEqualTo(90);
    byte[] luma = new byte[160 * 90];
    for (int at = 0; at < luma.length; at++) {
      luma[at] = (byte) (picture.getRGB(at % 160, at / 160) >> 8);
    }
    assertThat(FrameStamp.read(new FrameStamp.Luma(Slice.copyOf(luma), 160, 160)))
        .contains(new FrameStamp(150, 0));
  }

  @Test
  void captionsSpellTheClockOfTheStamps() throws Exception {
    ClipTrack captions = track("captions");
    // 13:37:16 is 49036 s: 16 s into the loop of 20 s, frame 400.
    long ticks = 49_036 * SECOND;
    List<Sample> samples = captions.cut(new FragmentTime(ticks, 2 * SECOND));
    assertThat(samples).singleElement().matches(Sample::sync);
    assertThat(samples.getFirst().decodeTicks()).isEqualTo(ticks);
    assertThat(paragraphs(samples.getFirst()))
        .containsExactly(
            "00:00:00.000 00:00:01.000 13:37:16 frame 400",
            "00:00:01.000 00:00:02.000 13:37:17 frame 425");
    assertThat(paragraphs(captions.cut(new FragmentTime(86_400 * SECOND, 2 * SECOND)).getFirst()))
        .first()
        .isEqualTo("00:00:00.000 00:00:01.000 00:00:00 frame 0");
  }

  private static List<String> paragraphs(Sample sample) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    byte[] bytes = sample.data().text(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
    assertThat(document.getDocumentElement().getNamespaceURI())
        .isEqualTo("http://www.w3.org/ns/ttml");
    NodeList found = document.getElementsByTagNameNS("http://www.w3.org/ns/ttml", "p");
    List<String> texts = new ArrayList<>();
    for (int at = 0; at < found.getLength(); at++) {
      Element p = (Element) found.item(at);
      texts.add(p.getAttribute("begin") + " " + p.getAttribute("end") + " " + p.getTextContent());
    }
    return texts;
  }

  @Test
  void refusesWhatIsNoLanguage() {
    assertThatThrownBy(() -> new Extras(List.of("en"), Set.of()))
        .hasMessage("no three letters of ISO 639-2: en");
    assertThatThrownBy(() -> new Extras(List.of("eng", "eng"), Set.of()))
        .hasMessage("one language twice: [eng, eng]");
    assertThatThrownBy(() -> new Extras(List.of(), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ClipTrack track(String streamName) {
    return TRACKS.stream()
        .filter(track -> track.info().stream().name().equals(streamName))
        .findFirst()
        .orElseThrow();
  }
}
