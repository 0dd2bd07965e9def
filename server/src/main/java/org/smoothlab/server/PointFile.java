package org.smoothlab.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ServerManifest;
import org.smoothlab.server.origin.PointSettings;

/**
 * A publishing point's {@code .isml} file.
 *
 * @param settings what of it this origin acts upon
 * @param document all of it
 * @param notices what is valid, and without effect here: for the operator to read
 * @see "SMIL 2.0 with the meta names of IIS Media Services"
 */
record PointFile(PointSettings settings, ServerManifest document, List<String> notices) {
  PointFile {
    notices = List.copyOf(notices);
  }

  /** A file with these settings, and with all that another one has besides. */
  static PointFile of(PointSettings settings, ServerManifest before) {
    ServerManifest document = PointMetas.write(settings, before);
    return new PointFile(settings, document, new PointMetas(document).notices());
  }

  /**
   * @throws IOException if the file cannot be read, is a link or is not right: the message names
   *     file, meta and value
   */
  static PointFile read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readNBytes((int) ServerManifest.DOCUMENT_BYTES_MAX + 1);
    }
    if (bytes.length > ServerManifest.DOCUMENT_BYTES_MAX) {
      throw new IOException(file + ": larger than " + ServerManifest.DOCUMENT_BYTES_MAX + " bytes");
    }
    try {
      ServerManifest document = ServerManifest.read(Slice.copyOf(bytes));
      PointMetas metas = new PointMetas(document);
      return new PointFile(metas.settings(), document, metas.notices());
    } catch (MediaException | IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
