package org.smoothlab.simulator.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents as the ffprobe of FFmpeg 8.1.2 writes them, and what is made of such files. */
class SourcePlanTest {
  private static final SourceSettings STANDARD =
      new SourceSettings(Ladder.standard(), false, Optional.empty(), 1);
  private static final SourceSettings KEEPING =
      new SourceSettings(Ladder.standard(), true, Optional.empty(), 1);

  private static final String WEBM =
      """
      {"programs": [], "stream_groups": [], "streams": [
        {"index": 0, "codec_name": "vp9", "profile": "Profile 0", "codec_type": "video",
         "width": 322, "height": 180, "sample_aspect_ratio": "1:1", "pix_fmt": "yuv420p",
         "field_order": "progressive", "r_frame_rate": "30/1", "avg_frame_rate": "30/1",
         "start_time": "0.000000", "disposition": {"attached_pic": 0, "still_image": 0},
         "tags": {"DURATION": "00:00:03.000000000"}},
        {"index": 1, "codec_name": "opus", "codec_type": "audio", "channels": 1,
         "r_frame_rate": "0/0", "avg_frame_rate": "0/0", "start_time": "0.000000",
         "disposition": {"attached_pic": 0, "still_image": 0},
         "tags": {"DURATION": "00:00:03.008000000"}}],
       "format": {"start_time": "0.000000", "duration": "3.008000"}}
      """;

  private static final String TELEPHONE =
      """
      {"streams": [
        {"index": 0, "codec_name": "hevc", "profile": "Main 10", "codec_type": "video",
         "width": 1920, "height": 1080, "sample_aspect_ratio": "1:1", "pix_fmt": "yuv420p10le",
         "field_order": "unknown", "r_frame_rate": "30/1", "avg_frame_rate": "1438000/48021",
         "start_time": "0.000000", "duration": "80.035000", "bit_rate": "8516147",
         "side_data_list": [{}, {"rotation": -90}]},
        {"index": 1, "codec_name": "aac", "profile": "LC", "codec_type": "audio", "channels": 2,
         "start_time": "0.000000", "duration": "80.042000", "bit_rate": "191216",
         "tags": {"language": "und"}}],
       "format": {"start_time": "0.000000", "duration": "80.042000"}}
      """;

  private static final String FILM =
      """
      {"streams": [
        {"index": 0, "codec_name": "vp8", "profile": "0", "codec_type": "video", "width": 320,
         "height": 180, "sample_aspect_ratio": "1:1", "pix_fmt": "yuv420p",
         "r_frame_rate": "25/1", "avg_frame_rate": "25/1", "start_time": "0.023000",
         "tags": {"DURATION": "00:00:04.023000000"}},
        {"index": 1, "codec_name": "opus", "codec_type": "audio", "channels": 1,
         "start_time": "0.009000", "tags": {"language": "eng", "DURATION": "00:00:04.030000000"}},
        {"index": 2, "codec_name": "aac", "profile": "LC", "codec_type": "audio", "channels": 1,
         "start_time": "0.000000", "tags": {"language": "deu", "DURATION": "00:00:03.041000000"}},
        {"index": 3, "codec_name": "ac3", "codec_type": "audio", "channels": 6,
         "start_time": "0.017000", "bit_rate": "96000", "tags": {"language": "eng"}},
        {"index": 4, "codec_name": "subrip", "codec_type": "subtitle",
         "tags": {"DURATION": "00:00:02.000000000"}}],
       "format": {"start_time": "0.000000", "duration": "4.030000"}}
      """;

  private static final String BROADCAST =
      """
      {"streams": [
        {"index": 0, "codec_name": "mpeg2video", "profile": "Main", "codec_type": "video",
         "width": 720, "height": 576, "sample_aspect_ratio": "64:45", "pix_fmt": "yuv420p",
         "field_order": "tt", "r_frame_rate": "25/1", "avg_frame_rate": "25/1",
         "start_time": "1.440000", "duration": "4.000000", "side_data_list": [{}]},
        {"index": 1, "codec_name": "aac", "profile": "HE-AAC", "codec_type": "audio",
         "channels": 2, "start_time": "1.429089", "duration": "3.696733", "bit_rate": "48000"}],
       "format": {"start_time": "1.429089", "duration": "4.010911"}}
      """;

  private static final String SONG =
      """
      {"streams": [
        {"index": 0, "codec_name": "mp3", "codec_type": "audio", "channels": 1,
         "start_time": "0.025057", "duration": "3.000000", "bit_rate": "64000",
         "disposition": {"attached_pic": 0, "still_image": 0}},
        {"index": 1, "codec_name": "mjpeg", "profile": "Baseline", "codec_type": "video",
         "width": 200, "height": 200, "pix_fmt": "yuvj420p", "r_frame_rate": "90000/1",
         "avg_frame_rate": "0/0", "disposition": {"attached_pic": 1, "still_image": 0}}],
       "format": {"start_time": "0.025056", "duration": "3.000000"}}
      """;

  @Test
  void makesALadderThatIsNotLargerThanTheFile() throws Exception {
    SourcePlan plan = plan(WEBM, STANDARD);
    assertThat(plan.inWords())
        .isEqualTo("H.264 322x180@250000 at 30 frames a second; audio from opus to AAC LC");
    assertThat(plan.notes()).isEmpty();
    assertThat(String.join(" ", SourceArguments.of(Path.of("/a b.webm"), plan, STANDARD)))
        .contains("-i file:/a b.webm -filter_complex [0:0]fps=fps=30/1:start_time=0,split=1[p0];")
        .contains("-force_key_frames expr:not(mod(n,60))")
        .contains("aformat=channel_layouts=mono,apad=whole_dur=3.000000[s0]")
        .contains("-map [v0] -map [s0]");
  }

  @Test
  void setsUprightWhatATelephoneHasLyingDown() throws Exception {
    assertThat(plan(TELEPHONE, STANDARD).inWords())
        .isEqualTo(
            "H.264 720x1280@2400000, 360x640@800000, 180x320@250000 at 30 frames a second;"
                + " audio as it is, AAC LC");
  }

  @Test
  void namesLanguagesAndSaysWhatIsLeftOut() throws Exception {
    SourcePlan plan = plan(FILM, STANDARD);
    assertThat(plan.sounds())
        .extracting(sound -> sound.name() + " " + sound.source().language() + " " + sound.kept())
        // The second one ends before the picture does: it is filled up, and so made anew.
        .containsExactly("audio_eng eng false", "audio_deu deu false", "audio_eng_2 eng false");
    assertThat(plan.notes()).containsExactly("left out: subtitles");
    assertThat(String.join(" ", SourceArguments.of(Path.of("a"), plan, STANDARD)))
        .contains("[0:3]aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo");
  }

  @Test
  void makesPixelsSquareAndLinesWholeAndKeepsHighEfficiencyAac() throws Exception {
    SourcePlan plan = plan(BROADCAST, STANDARD);
    assertThat(plan.inWords())
        .isEqualTo(
            "H.264 1024x576@1536000, 640x360@800000, 320x180@250000 at 25 frames a second;"
                + " audio as it is, AAC HE-AAC");
    assertThat(plan.sounds().getFirst().isHighEfficiency()).isTrue();
    assertThat(String.join(" ", SourceArguments.of(Path.of("a.ts"), plan, STANDARD)))
        .contains("[0:0]bwdif=mode=send_frame,fps=fps=25/1")
        .contains("-map 0:1")
        .contains("-c:a:0 copy -bsf:a:0 aac_adtstoasc");
  }

  @Test
  void takesTheCoverOfASongForNoPicture() throws Exception {
    SourcePlan plan = plan(SONG, STANDARD);
    assertThat(plan.picture()).isEmpty();
    assertThat(plan.inWords()).isEqualTo("audio from mp3 to AAC LC");
    assertThat(plan.notes()).containsExactly("left out: the cover");
  }

  @Test
  void keepsWhatIsH264AlreadyIfItIsToldTo() throws Exception {
    String document = WEBM.replace("vp9", "h264").replace("Profile 0", "High");
    assertThat(plan(document, STANDARD).inWords()).contains("322x180@250000");
    SourcePlan kept = plan(document, KEEPING);
    assertThat(kept.inWords()).startsWith("H.264 322x180 as it is");
    assertThat(String.join(" ", SourceArguments.of(Path.of("a"), kept, KEEPING)))
        .contains("-map 0:0 -map [s0] -c:v copy");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vp9|the picture cannot be kept: it is vp9",
        "h264+yuv420p10le|the picture cannot be kept: its pixels are yuv420p10le, which browsers"
            + " do not decode",
      })
  void saysWhyAPictureCannotBeKept(String coding, String message) {
    String[] parts = coding.split("\\+", -1);
    String pixels = parts.length > 1 ? parts[1] : "yuv420p";
    String document = WEBM.replace("vp9", parts[0]).replace("yuv420p", pixels);
    assertThatThrownBy(() -> plan(document, KEEPING))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> plan(SONG, KEEPING)).hasMessageContaining("no pictures in it");
  }

  @Test
  void refusesWhatIsMoreThanMemoryHoldsAndSaysWhatHelps() throws Exception {
    String film = TELEPHONE.replace("80.042000\"}}", "8800.042000\"}}");
    assertThatThrownBy(() -> plan(film, STANDARD))
        .hasMessage(
            "146 min of it at 3641 kb/s would be more than 1024 MiB, which is what is kept in"
                + " memory; --take 39m takes its beginning, --ladder small makes less of it");
    SourceSettings beginning =
        new SourceSettings(Ladder.standard(), false, Optional.of(39 * 60_000_000L), 1);
    assertThat(SourceArguments.of(Path.of("a"), plan(film, beginning), beginning))
        .containsSubsequence("-t", "2340.000000");
    SourceSettings small = new SourceSettings(Ladder.small(), false, Optional.empty(), 1);
    assertThat(plan(film, small).inWords()).startsWith("H.264 180x320@300000, 90x160@100000");
  }

  @Test
  void leavesOutLanguagesBeyondEight() throws Exception {
    String sound =
        """
        {"index": 7, "codec_name": "mp2", "codec_type": "audio", "channels": 2},\
        """;
    String many = SONG.replace("\"streams\": [", "\"streams\": [" + sound.repeat(9));
    SourcePlan plan = plan(many, STANDARD);
    assertThat(plan.sounds()).hasSize(8);
    assertThat(plan.sounds().getLast().name()).isEqualTo("audio_8");
    assertThat(plan.notes()).contains("2 sounds beyond 8 are left out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "320x180|320x180@250000",
        "400x216|400x216@312500, 334x180@250000", // a fifth more than the lowest rung
        "640x480|640x480@800000, 480x360@600000, 240x180@187500",
        "3840x2160|1280x720@2400000, 640x360@800000, 320x180@250000",
        "641x361|640x360@800000, 320x180@250000",
        "3000x100|720x24@75000",
        "2x2|16x16@50000",
      })
  void fitsTheRungsToThePicture(String size, String levels) {
    String[] sides = size.split("x", -1);
    PictureSize source = new PictureSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    assertThat(SourcePlan.levels(source, Ladder.standard()))
        .extracting(level -> level.size() + "@" + level.bitrateBps())
        .containsExactly(levels.split(", ", -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"streams\": []}", "{\"streams\": 7, \"format\": []}"})
  void findsNothingInAnEmptyDocument(String document) {
    assertThatThrownBy(() -> plan(document, STANDARD))
        .hasMessage("neither pictures nor sound in it");
    assertThatThrownBy(() -> plan("{\"streams\": [{\"codec_type\": \"subtitle\"}]}", STANDARD))
        .hasMessage("neither pictures nor sound in it, only subtitles");
    assertThatThrownBy(() -> plan("<html>", STANDARD))
        .isInstanceOf(UnreadableSourceException.class);
  }

  @Test
  void survivesEveryTruncationOfADocument() throws Exception {
    SourcePlan whole = plan(FILM, STANDARD);
    for (int length = 0; length < FILM.lastIndexOf('}'); length++) {
      String cut = FILM.substring(0, length);
      assertThatThrownBy(() -> plan(cut, STANDARD)).isInstanceOf(UnreadableSourceException.class);
    }
    assertThat(plan(FILM, STANDARD)).isEqualTo(whole);
  }

  private static SourcePlan plan(String document, SourceSettings settings)
      throws UnreadableSourceException {
    return SourcePlan.of(SourceProbe.read(document), settings);
  }
}
