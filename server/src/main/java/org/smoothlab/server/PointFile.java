package org.smoothlab.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * @param refs every {@code ref@src} of the body: where to push to, or pull from
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
      PointMetas metas = new PointMetas(smil.metas(), smil.refs());
      return new PointFile(metas.settings(), smil.metas(), smil.refs(), metas.notices());
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
}
