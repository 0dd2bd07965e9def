package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;

/**
 * How folders and files are called. What comes from outside becomes a name that no file system
 * takes for anything else: letters, digits, {@code -}, {@code _} and {@code .}; every other
 * character, and a dot in front, is {@code ~} and four hexadecimal digits.
 *
 * @see "IIS Media Services 4.1, folder structure of live archives"
 */
final class ArchiveNames {
  /** Room for suffixes below the 255 bytes that file systems allow. */
  static final int NAME_CHARS_MAX = 180;

  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

  private static final DateTimeFormatter RUN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm-ss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ArchiveNames() {}

  /**
   * The folder of all runs of a point: {@code /live/event.isml} is in {@code live/event-isml}.
   *
   * @param archivePath of the point's settings: a folder below the root that belongs to this point
   *     alone; empty for the place that its path in URLs gives it
   * @throws IOException if it leads out of the root or is a place on this machine
   */
  static Path pointFolder(String point, String archivePath) throws IOException {
    if (!archivePath.isEmpty()) {
      return configured(archivePath);
    }
    Path folder = Path.of("");
    for (String segment : point.substring(1).split("/", -1)) {
      folder = folder.resolve(fileName(segment));
    }
    String name = folder.getFileName().toString();
    String bare =
        name.toLowerCase(Locale.ROOT).endsWith(".isml")
            ? name.substring(0, name.length() - 5) + "-isml"
            : name;
    Path parent = folder.getParent();
    return parent == null ? Path.of(bare) : parent.resolve(bare);
  }

  private static Path configured(String archivePath) throws IOException {
    String slashed = archivePath.replace('\\', '/');
    Path folder = Path.of("");
    for (String segment : slashed.split("/", -1)) {
      boolean odd = segment.isEmpty() || segment.equals(".") || segment.equals("..");
      if (odd || segment.indexOf(':') >= 0 || segment.indexOf('\0') >= 0) {
        throw new IOException(
            "archive path \"" + archivePath + "\": expected folders below the archive's root");
      }
      folder = folder.resolve(segment);
    }
    return folder;
  }

  /** The folder of a run that begins now. */
  static String runFolder(Instant start) {
    return RUN.format(start);
  }

  static String segmentFolder(int number) {
    return String.format(Locale.ROOT, "Segment%03d", number);
  }

  /** The number of a segment's folder, if it is one. */
  static Optional<Integer> segmentNumber(String folder) {
    return folder.matches("Segment[0-9]{3,6}")
        ? Optional.of(Integer.parseInt(folder.substring("Segment".length())))
        : Optional.empty();
  }

  /** The log of a track: {@code video_2000000.ismv}. */
  static String logFile(TrackInfo track) {
    String suffix =
        switch (track.stream().kind()) {
          case VIDEO -> ".ismv";
          case AUDIO -> ".isma";
          case TEXT -> ".ismt";
        };
    return fileName(track.stream().name()) + "_" + track.level().bitrateBps() + suffix;
  }

  /** The name of a point's presentations on demand: {@code event} of {@code /live/event.isml}. */
  static String presentation(String point) {
    String name = fileName(point.substring(point.lastIndexOf('/') + 1));
    return name.toLowerCase(Locale.ROOT).endsWith(".isml")
        ? name.substring(0, name.length() - 5)
        : name;
  }

  /** Whether a file of a segment has a name that only we give. */
  static boolean isOurs(String name) {
    return name.matches(".+\\.(((ismv|isma|ismt)(\\.past|\\.tidy)?)|ism|ismc|idx)");
  }

  /** A name for anything; different for what differs. */
  static String fileName(String text) {
    StringBuilder name = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = PLAIN.indexOf(c) >= 0 || (c == '.' && i > 0);
      if (plain) {
        name.append(c);
      } else {
        name.append('~').append(String.format(Locale.ROOT, "%04x", (int) c));
      }
    }
    if (name.isEmpty()) {
      return "~";
    }
    if (name.length() <= NAME_CHARS_MAX) {
      return name.toString();
    }
    String end = String.format(Locale.ROOT, "~~%08x", IndexRecord.crc(utf8(text)));
    return name.substring(0, NAME_CHARS_MAX - end.length()) + end;
  }

  private static Slice utf8(String text) {
    return Slice.ofUtf8(text);
  }
}
