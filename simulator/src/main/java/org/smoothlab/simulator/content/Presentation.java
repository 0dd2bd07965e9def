package org.smoothlab.simulator.content;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;

/**
 * An on-demand Smooth presentation, to be played as if it were live: all its fragments in memory.
 *
 * @see "IIS Smooth Streaming, On-demand server manifest format"
 */
public final class Presentation {
  /** All files of a presentation together may not be larger: they are kept in memory. */
  public static final long SOURCE_BYTES_MAX = 1L << 30;

  private static final long SECOND_TICKS = Timescale.SMOOTH.ticksPerSecond();

  private final List<PresentationTrack> tracks;

  Presentation(List<PresentationTrack> tracks) {
    this.tracks = List.copyOf(tracks);
  }

  /**
   * Reads all that a server manifest names.
   *
   * @param ism the {@code .ism}; its files are beside it
   * @throws UnreadableSourceException if it or one of its files is not what it should be, or all of
   *     them together are larger than {@link #SOURCE_BYTES_MAX}
   * @throws IOException if a file cannot be read
   */
  public static Presentation read(Path ism) throws IOException {
    return new PresentationReader(ism).readAll();
  }

  /**
   * Reads what one file has of a presentation.
   *
   * @param ismv one of those that the server manifest names
   * @param ism the server manifest
   * @throws IOException as the other one
   */
  public static Presentation read(Path ismv, Path ism) throws IOException {
    return new PresentationReader(ism).readOne(ismv);
  }

  /**
   * Reads one file without a server manifest: streams are named by what the file itself says.
   *
   * @throws IOException as the others
   */
  public static Presentation readAlone(Path ismv) throws IOException {
    return PresentationReader.readAlone(ismv);
  }

  /**
   * Whether {@link #readAlone} has a chance: an MP4 file with fragments. Reads only the heads of
   * boxes.
   *
   * @throws IOException if the file cannot be read
   */
  public static boolean isFragmented(Path file) throws IOException {
    return FileKind.isFragmented(file);
  }

  /** The tracks, file by file. */
  public List<PresentationTrack> tracks() {
    return tracks;
  }

  /** When the first fragment of all starts, in ticks of {@link Timescale#SMOOTH}. */
  public long startTicks() {
    return tracks.stream().mapToLong(PresentationTrack::firstTicks).min().orElseThrow();
  }

  /** When the last fragment of all ends, in the same ticks. */
  public long endTicks() {
    return tracks.stream().mapToLong(PresentationTrack::endTicks).max().orElseThrow();
  }

  /**
   * The same round after round, without end. A round begins with the first video track and ends
   * where the first of them ends, or with sound if there is no picture; pictures follow one another
   * without a gap, sound with one of less than a frame.
   */
  public Presentation looped() {
    StreamKind leading =
        tracks.stream().anyMatch(track -> isOf(StreamKind.VIDEO, track))
            ? StreamKind.VIDEO
            : StreamKind.AUDIO;
    List<PresentationTrack> leaders =
        tracks.stream().filter(track -> isOf(leading, track)).toList();
    List<PresentationTrack> timed = leaders.isEmpty() ? tracks : leaders;
    PresentationTrack.Rounds rounds =
        new PresentationTrack.Rounds(
            timed.stream().mapToLong(PresentationTrack::firstTicks).min().orElseThrow(),
            timed.stream().mapToLong(PresentationTrack::endTicks).min().orElseThrow());
    return new Presentation(
        tracks.stream().map(track -> track.looped(rounds)).flatMap(Optional::stream).toList());
  }

  /**
   * The same from the beginning of its first second: an archive of a broadcast begins at whatever
   * time the broadcast had.
   */
  public Presentation fromZero() {
    long shiftTicks = Math.floorDiv(startTicks(), SECOND_TICKS) * SECOND_TICKS;
    List<PresentationTrack> moved = new ArrayList<>();
    tracks.forEach(track -> moved.add(track.earlier(shiftTicks)));
    return new Presentation(moved);
  }

  // Single pictures and control streams say nothing about where a round ends.
  private static boolean isOf(StreamKind kind, PresentationTrack track) {
    return track.info().stream().kind() == kind
        && !track.info().stream().isSparse()
        && !track.info().level().fourCc().equalsIgnoreCase("JPEG");
  }
}
