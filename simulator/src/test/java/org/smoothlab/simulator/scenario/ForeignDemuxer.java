package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What somebody else finds in files of media: the demuxers, parsers and decoders of the FFmpeg on
 * the path ({@code apt-get install ffmpeg}).
 */
final class ForeignDemuxer {
  /** Access units are compared without what each container keeps elsewhere, or adds. */
  private static final String WITHOUT_PARAMETER_SETS_AND_DELIMITERS =
      "filter_units=remove_types=7-9";

  /** Each of them, how often it comes. */
  private static final String WARNINGS = "repeat+warning";

  /** Of two seconds each. */
  static final int ENCODED_FRAGMENT_COUNT = 12;

  private ForeignDemuxer() {}

  /** Makes a file of fragments with B frames, and sound. */
  static Path encode(Path file) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("ffmpeg", "-nostdin", "-hide_banner", "-v", "error"));
    int seconds = 2 * ENCODED_FRAGMENT_COUNT;
    command.addAll(List.of("-f", "lavfi", "-i", "testsrc2=s=128x96:r=25:d=" + seconds));
    command.addAll(List.of("-f", "lavfi", "-i", "sine=r=48000:d=" + seconds));
    command.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"));
    command.addAll(List.of("-bf", "3", "-b_strategy", "0", "-g", "50", "-keyint_min", "50"));
    command.addAll(List.of("-sc_threshold", "0", "-b:v", "200k", "-c:a", "aac", "-b:a", "64k"));
    command.addAll(List.of("-flags", "+global_header", "-movflags", "isml+frag_keyframe"));
    command.addAll(List.of("-f", "ismv", file.toString()));
    assertThat(lines(command)).isEmpty();
    return file;
  }

  /**
   * @param ticksPerSecond of the demuxer's clock
   * @param units in the order of the file
   */
  record Track(long ticksPerSecond, List<Unit> units) {
    /**
     * When units are shown by what is written. FFmpeg's demuxer of MP4 moves a track with negative
     * composition offsets by the largest of them; the first picture of ours has none.
     */
    List<Long> shownTicks() {
      Unit first = units.getFirst();
      long movedTicks = first.presentationTicks - first.decodeTicks;
      return units.stream().map(unit -> unit.presentationTicks - movedTicks).toList();
    }

    List<String> hashes() {
      return units.stream().map(Unit::hash).toList();
    }

    List<Long> presentationTicks() {
      return units.stream().map(Unit::presentationTicks).toList();
    }

    List<Long> decodeTicks() {
      return units.stream().map(Unit::decodeTicks).toList();
    }
  }

  /**
   * An access unit.
   *
   * @param hash of the slices of a picture behind start codes, or of a raw AAC frame
   */
  record Unit(long presentationTicks, long decodeTicks, String hash) {}

  /**
   * Two tracks.
   *
   * @param complaints all that was said in demuxing, parsing and decoding them
   */
  record Found(Track pictures, Track sound, List<String> complaints) {}

  /** What one run told of access units. */
  private record Hashes(List<String> pictures, List<String> sound, List<String> complaints) {}

  /**
   * Demuxes all of it.
   *
   * @param decodedSeconds how much of it is decoded, too
   */
  static Found read(GatheredEvent.Pair files, boolean transportStream, long decodedSeconds)
      throws Exception {
    Hashes hashes = hashes(files, transportStream, decodedSeconds);
    List<String> complaints = new ArrayList<>(hashes.complaints);
    Track pictures = track(files.pictures(), "v:0", hashes.pictures, complaints);
    Track sound = track(files.sound(), "a:0", hashes.sound, complaints);
    return new Found(pictures, sound, complaints);
  }

  private static Hashes hashes(
      GatheredEvent.Pair files, boolean transportStream, long decodedSeconds) throws Exception {
    String ofSound = files.areOne() ? "0:a:0" : "1:a:0";
    List<String> command = new ArrayList<>();
    command.addAll(List.of("ffmpeg", "-nostdin", "-hide_banner", "-v", WARNINGS));
    command.addAll(List.of("-i", files.pictures().toString()));
    if (!files.areOne()) {
      command.addAll(List.of("-i", files.sound().toString()));
    }
    command.addAll(List.of("-map", "0:v:0", "-map", ofSound, "-c", "copy", "-bsf:v"));
    command.add(
        (transportStream ? "" : "h264_mp4toannexb,") + WITHOUT_PARAMETER_SETS_AND_DELIMITERS);
    if (transportStream) {
      command.addAll(List.of("-bsf:a", "aac_adtstoasc"));
    }
    command.addAll(List.of("-f", "framehash", "-hash", "md5", "-"));
    command.addAll(List.of("-map", "0:v:0", "-map", ofSound));
    command.addAll(List.of("-t", Long.toString(decodedSeconds), "-f", "null", "-"));
    List<String> pictures = new ArrayList<>();
    List<String> sound = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    for (String line : lines(command)) {
      if (line.startsWith("0,")) {
        pictures.add(hash(line));
      } else if (line.startsWith("1,")) {
        sound.add(hash(line));
      } else if (!line.startsWith("#")) {
        complaints.add(line);
      }
    }
    return new Hashes(pictures, sound, complaints);
  }

  /** Stream, both times, duration, size, hash; then of what belongs to the packet. */
  private static String hash(String line) {
    return line.split(",", -1)[5].strip();
  }

  /**
   * Times are those of the demuxer as it says them: what copies streams counts sound anew by its
   * samples.
   */
  private static Track track(Path file, String which, List<String> hashes, List<String> complaints)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("ffprobe", "-hide_banner", "-v", WARNINGS, "-select_streams", which));
    command.addAll(List.of("-show_entries", "packet=pts,dts:stream=time_base"));
    command.addAll(List.of("-of", "default=nk=1:nw=1", file.toString()));
    List<Long> ticks = new ArrayList<>();
    long ticksPerSecond = 0;
    for (String line : lines(command)) {
      if (line.matches("-?\\d+")) {
        ticks.add(Long.parseLong(line));
      } else if (line.matches("1/\\d+")) {
        ticksPerSecond = Long.parseLong(line.substring(2));
      } else {
        complaints.add(line);
      }
    }
    assertThat(ticks).as("presentation and decoding of %s", file).hasSize(2 * hashes.size());
    List<Unit> units = new ArrayList<>();
    for (int index = 0; index < hashes.size(); index++) {
      units.add(new Unit(ticks.get(2 * index), ticks.get(2 * index + 1), hashes.get(index)));
    }
    return new Track(ticksPerSecond, units);
  }

  /** Both outputs of a program, which must end well. */
  private static List<String> lines(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s says %s", command, said).isZero();
      return said.lines().filter(line -> !line.isBlank()).toList();
    } finally {
      process.destroyForcibly();
    }
  }
}
