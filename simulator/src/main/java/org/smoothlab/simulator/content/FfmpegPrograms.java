package org.smoothlab.simulator.content;

import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;

/**
 * FFmpeg's own programs, of the version whose libraries are in this process. A user's file is read
 * by them in a process of their own: a file that is made to break a decoder breaks that one only.
 *
 * @param ffmpeg reads and makes media
 * @param ffprobe tells what is in it
 */
record FfmpegPrograms(Path ffmpeg, Path ffprobe) {
  private static final int DOCUMENT_BYTES_MAX = 4 << 20;
  private static final int COMPLAINT_CHARS_MAX = 300;
  private static final List<String> ASKED =
      List.of(
          "format=start_time,duration",
          "stream=index,codec_type,codec_name,profile,width,height,sample_aspect_ratio,pix_fmt,"
              + "field_order,avg_frame_rate,r_frame_rate,channels,bit_rate,start_time,duration",
          "stream_disposition=attached_pic,still_image",
          "stream_tags=language,DURATION",
          "stream_side_data=rotation");

  /**
   * Those that come with the libraries.
   *
   * @throws IOException if there are none for this machine
   */
  static FfmpegPrograms bundled() throws IOException {
    try {
      return new FfmpegPrograms(
          Path.of(Loader.load(ffmpeg.class)), Path.of(Loader.load(ffprobe.class)));
    } catch (LinkageError none) {
      throw new IOException(
          "FFmpeg is not there for "
              + Loader.getPlatform()
              + "; build with -Dnative.platform="
              + Loader.getPlatform()
              + " on the machine that is to read files",
          none);
    }
  }

  /** Their version, for names of what they made. */
  static String version() {
    return av_version_info().getString();
  }

  /**
   * A file as input: by its name, whatever is in that, and without reaching for anything beyond
   * files, wherever a playlist points.
   */
  static List<String> input(Path file) {
    return List.of(
        "-protocol_whitelist", "file,crypto,data", "-i", "file:" + file.toAbsolutePath());
  }

  /**
   * What is in a file.
   *
   * @throws UnreadableSourceException with FFmpeg's own words if it is no media
   * @throws IOException if the program does not run
   */
  SourceProbe probe(Path file) throws IOException {
    List<String> command = new ArrayList<>(List.of(ffprobe.toString(), "-v", "error"));
    command.addAll(List.of("-of", "json", "-show_entries", String.join(":", ASKED)));
    command.addAll(input(file));
    Process process = start(command);
    Complaints complaints = new Complaints(_ -> {});
    Thread reader = complaints.readFrom(process);
    try (InputStream out = process.getInputStream()) {
      String document = new String(out.readNBytes(DOCUMENT_BYTES_MAX), StandardCharsets.UTF_8);
      if (await(process, reader) != 0) {
        throw new UnreadableSourceException("FFmpeg cannot read it: " + complaints.last(file));
      }
      return SourceProbe.read(document);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts {@code ffmpeg}. */
  Process transcode(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(ffmpeg.toString()));
    command.addAll(arguments);
    return start(command);
  }

  private static Process start(List<String> command) throws IOException {
    Path program = Path.of(command.getFirst());
    if (!Files.isExecutable(program)) {
      throw new IOException(
          "FFmpeg is missing: "
              + program
              + "; it comes back with the next build, or when the"
              + " folder of JavaCPP's cache is deleted");
    }
    return new ProcessBuilder(command).start();
  }

  /** Waits for a program whose output is read to its end. */
  static int await(Process process, Thread reader) throws IOException {
    try {
      int exitCode = process.waitFor();
      reader.join();
      return exitCode;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while FFmpeg was working");
    }
  }

  /** What a program says on its standard error: complaints, which are kept, and progress. */
  static final class Complaints {
    private final Consumer<String> progress;
    private String first = "";
    private String last = "";
    private long count;

    /**
     * @param progress takes lines such as {@code speed=2x}, on the reader's thread
     */
    Complaints(Consumer<String> progress) {
      this.progress = progress;
    }

    /** Begins to read; the thread ends with the program. */
    Thread readFrom(Process process) {
      return Thread.ofPlatform()
          .daemon()
          .name("ffmpeg-complaints")
          .start(() -> read(process.getErrorStream()));
    }

    private void read(InputStream stream) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.matches("[a-z][a-z0-9_]*=\\s*\\S*")) {
            progress.accept(line);
          } else if (!line.isBlank()) {
            take(line.strip());
          }
        }
      } catch (IOException gone) {
        take("nothing more is heard of it: " + gone.getMessage());
      }
    }

    private synchronized void take(String line) {
      String kept =
          line.length() > COMPLAINT_CHARS_MAX ? line.substring(0, COMPLAINT_CHARS_MAX) : line;
      first = count == 0 ? kept : first;
      last = kept;
      count++;
    }

    synchronized long count() {
      return count;
    }

    synchronized String first() {
      return first;
    }

    /** The last one, without the name of the file in front, which is told already. */
    synchronized String last(Path file) {
      String own = "file:" + file.toAbsolutePath() + ": ";
      return last.startsWith(own) ? last.substring(own.length()) : last;
    }
  }
}
