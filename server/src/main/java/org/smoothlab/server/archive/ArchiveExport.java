package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.media.Sample;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.transmux.MovieFile;
import org.smoothlab.media.transmux.SampleTable;

/**
 * A run, or a part of it, as one plain MP4 file: of each stream of pictures or sound one track. All
 * fragments are read twice, first for the tables and then for the samples, so that memory does not
 * grow with them.
 */
public final class ArchiveExport {
  private final List<Source> sources;
  private final MovieFile movie;

  /**
   * What is wanted.
   *
   * @param fromTicks in {@link Timescale#SMOOTH}, counted from where the run begins
   * @param toTicks behind the last tick; {@link Long#MAX_VALUE} for all
   * @param videoBpsMax of the track of pictures that is taken: the highest bitrate up to this one,
   *     or the lowest if all are above
   */
  public record Selection(long fromTicks, long toTicks, long videoBpsMax) {
    /** Everything, at the highest bitrate. */
    public static final Selection ALL = new Selection(0, Long.MAX_VALUE, Long.MAX_VALUE);

    public Selection {
      if (fromTicks < 0 || toTicks <= fromTicks) {
        throw new IllegalArgumentException("from " + fromTicks + " to " + toTicks + " is nothing");
      }
    }
  }

  private record Source(ArchivedTrack track, SampleTable table, List<Found> fragments) {}

  private record Found(ArchivedTrack.Part part, IndexRecord record) {}

  private ArchiveExport(List<Source> sources, MovieFile movie) {
    this.sources = sources;
    this.movie = movie;
  }

  /**
   * Reads what is needed to know the file.
   *
   * @throws IOException if the disk fails, the samples of a fragment cannot be read, or there are
   *     none in the selection
   */
  public static ArchiveExport of(ArchivedRun run, Selection selection) throws IOException {
    List<ArchivedTrack> tracks = choose(run, selection);
    long startTicks = Long.MAX_VALUE;
    for (ArchivedTrack track : tracks) {
      startTicks = Math.min(startTicks, firstTicks(track));
    }
    long fromTicks = saturatedAdd(startTicks, selection.fromTicks);
    long toTicks = saturatedAdd(startTicks, selection.toTicks);
    List<Source> sources = new ArrayList<>();
    for (ArchivedTrack track : tracks) {
      Source source = read(track, fromTicks, toTicks);
      if (!source.table.isEmpty()) {
        sources.add(source);
      }
    }
    if (sources.isEmpty()) {
      throw new IOException(run.folder() + ": no pictures and no sound in this part of it");
    }
    List<SampleTable> tables = sources.stream().map(Source::table).toList();
    MovieFile.Span all = MovieFile.Span.of(tables);
    MovieFile.Span span =
        new MovieFile.Span(
            Math.max(fromTicks, all.startTicks()), Math.min(toTicks, all.endTicks()));
    return new ArchiveExport(sources, new MovieFile(tables, span));
  }

  /** How many samples the file will have, of all tracks. */
  public long sampleCount() {
    return sources.stream().mapToLong(source -> source.table.sampleCount()).sum();
  }

  /**
   * Writes the file. Until it is whole it is beside its place, with {@code .part} appended.
   *
   * @throws IOException if a disk fails, a fragment is damaged, or its codec is not known
   */
  public void write(Path target) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try (FileChannel file =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(file, movie.head());
      for (MovieFile.Chunk chunk : movie.chunks()) {
        Source source = sources.get(chunk.table());
        Found found = source.fragments.get(chunk.index());
        for (Sample sample : FragmentReader.samples(source.track.read(found.part, found.record))) {
          write(file, sample.data());
        }
      }
      file.force(true);
    } catch (MediaException e) {
      throw new IOException(target + ": " + e.getMessage(), e);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(FileChannel file, Slice bytes) throws IOException {
    var buffer = bytes.asByteBuffer();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
  }

  /** Of each stream one track, in the order of their numbers. */
  private static List<ArchivedTrack> choose(ArchivedRun run, Selection selection) {
    Map<String, ArchivedTrack> chosen = new LinkedHashMap<>();
    for (ArchivedTrack track : run.tracks()) {
      boolean takes =
          MovieFile.takes(track.info().level().format()) && !track.info().stream().isSparse();
      if (takes && track.fragmentCount() > 0) {
        chosen.merge(
            track.info().stream().name(), track, (one, other) -> better(one, other, selection));
      }
    }
    return chosen.values().stream()
        .sorted((a, b) -> Integer.compare(a.info().trackNumber(), b.info().trackNumber()))
        .toList();
  }

  private static ArchivedTrack better(ArchivedTrack one, ArchivedTrack other, Selection selection) {
    boolean oneFits = bps(one) <= selection.videoBpsMax;
    boolean otherFits = bps(other) <= selection.videoBpsMax;
    if (oneFits != otherFits) {
      return oneFits ? one : other;
    }
    boolean oneHigher = bps(one) > bps(other);
    return oneFits == oneHigher ? one : other;
  }

  private static long bps(ArchivedTrack track) {
    return track.info().level().bitrateBps();
  }

  private static long firstTicks(ArchivedTrack track) {
    return Timescale.SMOOTH.rescaleFloor(
        track.oldestStartTicks(), track.info().stream().timescale());
  }

  private static Source read(ArchivedTrack track, long fromTicks, long toTicks) throws IOException {
    Timescale clock = track.info().stream().timescale();
    Source source = new Source(track, new SampleTable(track.info()), new ArrayList<>());
    track.forEach((part, record) -> {
      boolean before = Timescale.SMOOTH.rescaleFloor(record.time().endTicks(), clock) <= fromTicks;
      boolean behind = Timescale.SMOOTH.rescaleFloor(record.time().startTicks(), clock) >= toTicks;
      if (!before && !behind) {
        try {
          source.table.add(track.read(part, record));
        } catch (MediaException e) {
          throw new IOException(part.file() + ": " + e.getMessage(), e);
        }
        source.fragments.add(new Found(part, record));
      }
    });
    return source;
  }

  private static long saturatedAdd(long ticks, long more) {
    return ticks > Long.MAX_VALUE - more ? Long.MAX_VALUE : ticks + more;
  }
}
