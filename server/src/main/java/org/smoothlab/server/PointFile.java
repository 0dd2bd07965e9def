package org.smoothlab.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.smoothlab.server.origin.PointSettings;

/**
 * A publishing point's {@code .isml} file.
 *
 * @param settings what of it this origin acts upon
 * @param metas all names with their contents, in the order and spelling of the file
 * @param refs every {@code ref@src} of the body: where to push to
 * @param notices what is valid, and without effect here: for the operator to read
 * @see "SMIL 2.0 with the meta names of IIS Media Services"
 */
record PointFile(
    PointSettings settings, Map<String, String> metas, List<String> refs, List<String> notices) {
  private static final long FILE_BYTES_MAX = 1 << 20;
  private static final int FOLDER_DEPTH_MAX = 16;

  PointFile {
    metas = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(metas));
    refs = List.copyOf(refs);
    notices = List.copyOf(notices);
  }

  /**
   * All points of a folder and its folders, by their path in URLs. Links are not followed.
   *
   * @throws IOException if there is no such folder, or a file is not right: the message names it
   */
  static SortedMap<String, PointFile> readFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("no publishing points at " + folder + ": not a folder");
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder, FOLDER_DEPTH_MAX)) {
      files = all.filter(Files::isRegularFile).filter(PointFile::isPointFile).toList();
    }
    SortedMap<String, PointFile> points = new TreeMap<>();
    for (Path file : files) {
      points.put(pathOf(folder.relativize(file)), read(file));
    }
    return points;
  }

  /**
   * @throws IOException if the file cannot be read or is not right: the message names file, meta
   *     and value
   */
  static PointFile read(Path file) throws IOException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IOException(file + ": larger than " + FILE_BYTES_MAX + " bytes");
    }
    try (InputStream in = Files.newInputStream(file)) {
      SmilReader.Smil smil = SmilReader.read(in);
      return new MetaReader(smil.metas()).toPointFile(smil.refs());
    } catch (XMLStreamException | IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static boolean isPointFile(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".isml");
  }

  private static String pathOf(Path relative) {
    StringBuilder path = new StringBuilder();
    relative.forEach(name -> path.append('/').append(name));
    return path.toString();
  }

  /** Makes settings of metas. Names and words are read without regard to case. */
  private static final class MetaReader {
    private static final long UINT32_MAX = 0xffff_ffffL;

    private final Map<String, String> metas;
    private final Map<String, String> byLowerCaseName = new TreeMap<>();
    private final List<String> notices = new ArrayList<>();

    MetaReader(Map<String, String> metas) {
      this.metas = metas;
      metas.forEach((name, content) -> byLowerCaseName.put(lower(name), content));
    }

    PointFile toPointFile(List<String> refs) {
      requirePush();
      boolean autoStart = readBoolean("startOnFirstRequest");
      boolean autoRestart = readBoolean("restartOnEncoderReconnect");
      if (!autoStart) {
        notices.add("startOnFirstRequest is not true: the point stays idle, nothing starts it yet");
      }
      if (autoRestart && !autoStart) {
        notices.add("restartOnEncoderReconnect is meant to be used with startOnFirstRequest");
      }
      PointSettings settings =
          PointSettings.DEFAULT
              .withTitle(byLowerCaseName.getOrDefault("title", ""))
              .withAutoStart(autoStart)
              .withAutoRestartOnEncoderReconnect(autoRestart)
              .withOneSessionPerStreamId(readBoolean("x-lab-oneSessionPerStreamId"))
              .withClientConnectionsEnabled(publishes("fragments"))
              .withTiming(timing())
              .withClientManifestVersion(manifestVersion());
      noticeWhatHasNoEffect(refs);
      return new PointFile(settings, metas, refs, notices);
    }

    private void requirePush() {
      String sourceType = byLowerCaseName.getOrDefault("sourcetype", "");
      if (sourceType.isEmpty()) {
        throw new IllegalArgumentException("meta sourceType is missing: expected Push or Pull");
      }
      if (sourceType.equalsIgnoreCase("Pull")) {
        throw new IllegalArgumentException(
            "meta sourceType: \"Pull\" is not supported, this origin takes pushed streams only");
      }
      if (!sourceType.equalsIgnoreCase("Push")) {
        throw wrong("sourceType", "Push or Pull", sourceType);
      }
    }

    private PointSettings.Timing timing() {
      int lookAhead = (int) readNumber("lookaheadChunks", 2, 16);
      // 68 years are as good as everything.
      long window = Math.min(readNumber("manifestWindowLength", 0, UINT32_MAX), Integer.MAX_VALUE);
      return new PointSettings.Timing(
          lookAhead, (int) window, readNumber("estimatedTime", 0, UINT32_MAX));
    }

    private PointSettings.ManifestVersion manifestVersion() {
      String name = "x-lab-clientManifestVersion";
      String version = byLowerCaseName.getOrDefault(lower(name), "2.0");
      return switch (version) {
        case "2.0" -> PointSettings.ManifestVersion.V2_0;
        case "2.2" -> PointSettings.ManifestVersion.V2_2;
        default -> throw wrong(name, "2.0 or 2.2", version);
      };
    }

    /** Joined by {@code ;} in the files, by commas in the documents. */
    private boolean publishes(String role) {
      String roles = byLowerCaseName.getOrDefault("publishing", "");
      return Stream.of(roles.split("[;,]", -1)).map(String::strip).anyMatch(role::equalsIgnoreCase);
    }

    private void noticeWhatHasNoEffect(List<String> refs) {
      readNumber("archiveSegmentLength", 0, UINT32_MAX);
      if (publishes("archives")) {
        notices.add("publishing: Archives has no effect, this origin keeps no archive");
      }
      if (publishes("streams") || !refs.isEmpty()) {
        notices.add("publishing: Streams and ref have no effect, this origin pushes nowhere");
      }
      if (!byLowerCaseName.getOrDefault("formats", "").isBlank()) {
        notices.add("formats has no effect, this origin serves Smooth Streaming only");
      }
      if (!publishes("fragments")) {
        notices.add("publishing without Fragments: viewers are not served");
      }
    }

    private boolean readBoolean(String name) {
      String content = byLowerCaseName.getOrDefault(lower(name), "false").strip();
      if (content.equalsIgnoreCase("true")) {
        return true;
      }
      if (content.equalsIgnoreCase("false")) {
        return false;
      }
      throw wrong(name, "true or false", content);
    }

    private long readNumber(String name, long whenMissing, long max) {
      String content =
          byLowerCaseName.getOrDefault(lower(name), Long.toString(whenMissing)).strip();
      // Ten digits hold every Uint32 and fit a long.
      if (!content.matches("[0-9]{1,10}") || Long.parseLong(content) > max) {
        throw wrong(name, "a number in 0.." + max, content);
      }
      return Long.parseLong(content);
    }

    private static IllegalArgumentException wrong(String name, String expected, String found) {
      return new IllegalArgumentException(
          "meta " + name + ": expected " + expected + ", found \"" + found + "\"");
    }

    private static String lower(String name) {
      return name.toLowerCase(Locale.ROOT);
    }
  }
}
