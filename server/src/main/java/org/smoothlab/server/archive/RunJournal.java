package org.smoothlab.server.archive;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.bytes.Slice;

/**
 * What happened to a run, one line each, so that the next start knows what to expect in its folder.
 * A line begins with its CRC-32C in hexadecimal; what does not match is the torn end of a crash.
 * Words are separated by spaces and written as in a query.
 */
final class RunJournal implements Closeable {
  static final String FILE = "run.journal";

  /** Gaps are the only thing that can be many; 16 MiB are some 200 000 of them. */
  static final long BYTES_MAX = 16 << 20;

  private final Disk.Appending file;

  private RunJournal(Disk.Appending file) {
    this.file = file;
  }

  /** One line. */
  sealed interface Entry {
    /** The first line, and only that. */
    record Began(RunIdentity run, Instant at) implements Entry {}

    /** Which wall time tick 0 stands for; once, when it is known. */
    record Timed(Instant zero) implements Entry {}

    /** A log is about to be made; {@code file} is its name in the folder of its segment. */
    record TrackOpened(int segment, String file) implements Entry {}

    /** Beside the log of this name one is about to be made for what comes out of order. */
    record PastOpened(int segment, String file) implements Entry {}

    /** The tidy copy beside the log of this name is the log from now on; the other two are not. */
    record Tidied(int segment, String file) implements Entry {}

    /** Fragments that start here or later belong to the next segment. */
    record Cut(int nextSegment, long mediaNanos) implements Entry {}

    /** All logs of the segment were closed properly. */
    record SegmentFinished(int segment) implements Entry {}

    /** Nobody delivered this. */
    record Gap(TrackId track, FragmentTime time) implements Entry {}

    /** A start of the origin went on with the run. */
    record Resumed(Instant at) implements Entry {}

    /** Nothing comes any more. */
    record Closed(Instant at) implements Entry {}
  }

  /**
   * Which run it is.
   *
   * @param point its path in URLs
   * @param number of the run on its point
   * @param eventId empty when it has none
   */
  record RunIdentity(String point, long number, String eventId) {}

  /**
   * @param entries that are whole, in order
   * @param cutBytes behind them
   */
  record Read(List<Entry> entries, long wholeBytes, long cutBytes) {
    public Read {
      entries = List.copyOf(entries);
    }

    /** Which run it is; empty when the file is not a journal. */
    Optional<Entry.Began> began() {
      return !entries.isEmpty() && entries.getFirst() instanceof Entry.Began began
          ? Optional.of(began)
          : Optional.empty();
    }

    boolean isClosed() {
      return entries.stream().anyMatch(Entry.Closed.class::isInstance);
    }
  }

  /** Begins the journal of a run. */
  static RunJournal create(Disk disk, Path runFolder, Entry.Began first) throws IOException {
    RunJournal journal = new RunJournal(disk.create(runFolder.resolve(FILE)));
    journal.add(first);
    return journal;
  }

  /** Goes on behind what is whole. */
  static RunJournal resume(Disk disk, Path runFolder, Read read) throws IOException {
    Disk.Appending file = disk.append(runFolder.resolve(FILE));
    if (read.cutBytes() > 0) {
      file.truncate(read.wholeBytes());
    }
    file.sync();
    return new RunJournal(file);
  }

  /** Writes a line; it is safe when this returns. At the bound, gaps are not written any more. */
  void add(Entry entry) throws IOException {
    if (entry instanceof Entry.Gap && file.sizeBytes() > BYTES_MAX / 2) {
      return;
    }
    file.append(List.of(Slice.ofUtf8(line(entry))));
    file.sync();
  }

  long sizeBytes() {
    return file.sizeBytes();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** The journal in a folder; empty if there is none, or it is not one. */
  static Optional<Read> find(Disk disk, Path runFolder) throws IOException {
    try {
      Read journal = read(disk, runFolder);
      return journal.began().isEmpty() ? Optional.empty() : Optional.of(journal);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private static Read read(Disk disk, Path runFolder) throws IOException {
    Slice bytes;
    try (Disk.Reading file = disk.read(runFolder.resolve(FILE))) {
      long sizeBytes = Math.min(file.sizeBytes(), BYTES_MAX);
      MemorySegment memory = Arena.ofAuto().allocate(sizeBytes);
      file.read(0, memory.asByteBuffer());
      bytes = Slice.view(memory);
    }
    List<Entry> entries = new ArrayList<>();
    long at = 0;
    for (long end = lineEnd(bytes, at); end >= 0; end = lineEnd(bytes, at)) {
      Optional<Entry> entry = parse(bytes.slice(at, end - at).text(StandardCharsets.UTF_8));
      if (entry.isEmpty()) {
        break;
      }
      entries.add(entry.get());
      at = end + 1;
    }
    return new Read(entries, at, bytes.size() - at);
  }

  private static long lineEnd(Slice bytes, long from) {
    for (long at = from; at < bytes.size(); at++) {
      if (bytes.u8(at) == '\n') {
        return at;
      }
    }
    return -1;
  }

  private static String line(Entry entry) {
    String words =
        switch (entry) {
          case Entry.Began(RunIdentity run, Instant at) ->
              words("began", run.point, run.number, run.eventId, at);
          case Entry.Timed(Instant zero) -> words("timed", zero);
          case Entry.TrackOpened(int segment, String name) -> words("track", segment, name);
          case Entry.PastOpened(int segment, String name) -> words("past", segment, name);
          case Entry.Tidied(int segment, String name) -> words("tidied", segment, name);
          case Entry.Cut(int segment, long mediaNanos) -> words("cut", segment, mediaNanos);
          case Entry.SegmentFinished(int segment) -> words("finished", segment);
          case Entry.Gap(TrackId track, FragmentTime time) ->
              words(
                  "gap",
                  track.streamName(),
                  track.bitrateBps(),
                  time.startTicks(),
                  time.durationTicks());
          case Entry.Resumed(Instant at) -> words("resumed", at);
          case Entry.Closed(Instant at) -> words("closed", at);
        };
    return crc(words) + " " + words + "\n";
  }

  private static Optional<Entry> parse(String line) {
    int space = line.indexOf(' ');
    if (space != 8 || !line.substring(0, 8).equals(crc(line.substring(9)))) {
      return Optional.empty();
    }
    String[] w = line.substring(9).split(" ", -1);
    try {
      for (int i = 0; i < w.length; i++) {
        w[i] = URLDecoder.decode(w[i], StandardCharsets.UTF_8);
      }
      return Optional.of(
          switch (w[0]) {
            case "began" ->
                new Entry.Began(
                    new RunIdentity(w[1], Long.parseLong(w[2]), w[3]), Instant.parse(w[4]));
            case "timed" -> new Entry.Timed(Instant.parse(w[1]));
            case "track" -> new Entry.TrackOpened(Integer.parseInt(w[1]), w[2]);
            case "past" -> new Entry.PastOpened(Integer.parseInt(w[1]), w[2]);
            case "tidied" -> new Entry.Tidied(Integer.parseInt(w[1]), w[2]);
            case "cut" -> new Entry.Cut(Integer.parseInt(w[1]), Long.parseLong(w[2]));
            case "finished" -> new Entry.SegmentFinished(Integer.parseInt(w[1]));
            case "gap" ->
                new Entry.Gap(
                    new TrackId(w[1], Long.parseLong(w[2])),
                    new FragmentTime(Long.parseLong(w[3]), Long.parseLong(w[4])));
            case "resumed" -> new Entry.Resumed(Instant.parse(w[1]));
            case "closed" -> new Entry.Closed(Instant.parse(w[1]));
            default -> throw new IllegalArgumentException("no such line: " + w[0]);
          });
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException _) {
      // A checksum over something else: not our file.
      return Optional.empty();
    }
  }

  private static String words(Object... values) {
    StringBuilder line = new StringBuilder();
    for (Object value : values) {
      line.append(line.isEmpty() ? "" : " ");
      line.append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
    return line.toString();
  }

  private static String crc(String words) {
    return String.format(Locale.ROOT, "%08x", IndexRecord.crc(Slice.ofUtf8(words)));
  }
}
