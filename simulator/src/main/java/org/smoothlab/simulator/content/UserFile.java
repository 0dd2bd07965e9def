package org.smoothlab.simulator.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Anything that FFmpeg reads, made into a presentation once and kept in the content cache: {@code
 * source-KEY.ism} and the fragmented file that it names. Of these at most {@link #CACHE_BYTES_MAX}
 * are kept; those that were used longest ago go first.
 */
public final class UserFile {
  /** What all files of users in a cache may have together, beside the newest. */
  public static final long CACHE_BYTES_MAX = 4L << 30;

  private static final String PREFIX = "source-";
  private static final String MANIFEST = ".ism";
  private static final String MEDIA = ".ismv";
  private static final String DRAFT = ".part";
  private static final long DRAFT_SECONDS_MAX = 24 * 3600;

  /** To be raised when what is made of a file changes. */
  private static final int CONTENT_VERSION = 1;

  private final Path file;
  private final SourceSettings settings;
  private final Path folder;

  private UserFile(Path file, SourceSettings settings, Path folder) {
    this.file = file;
    this.settings = settings;
    this.folder = folder;
  }

  /**
   * The presentation of a file, from the cache or made now, which takes as long as {@code progress}
   * tells.
   *
   * @param cacheFolder made if it is not there
   * @throws UnreadableSourceException if there is no such file, it is no media that FFmpeg reads,
   *     or more than {@link Presentation#SOURCE_BYTES_MAX} would be made of it
   * @throws IOException if FFmpeg does not run, the folder cannot be written, or the process is
   *     asked to stop; the cache then has nothing of the file
   */
  public static Presentation read(
      Path file, SourceSettings settings, Path cacheFolder, SourceProgress progress)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UnreadableSourceException(file + ": no such file");
    }
    UserFile source = new UserFile(file, settings, cacheFolder);
    Path ism = cacheFolder.resolve(PREFIX + source.key() + MANIFEST);
    if (Files.exists(ism)) {
      try {
        Presentation kept = Presentation.read(ism);
        Files.setLastModifiedTime(ism, FileTime.from(Instant.now()));
        return kept;
      } catch (UnreadableSourceException damaged) {
        progress.note("what was kept of it is damaged: " + damaged.getMessage());
        Files.delete(ism);
      }
    }
    source.make(ism, progress);
    source.makeRoom(ism);
    return Presentation.read(ism);
  }

  private String key() throws IOException {
    String all =
        "version=%d ffmpeg=%s file=%s size=%d time=%s %s"
            .formatted(
                CONTENT_VERSION,
                FfmpegPrograms.version(),
                file.toRealPath(),
                Files.size(file),
                Files.getLastModifiedTime(file),
                settings.shape());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  private void make(Path ism, SourceProgress progress) throws IOException {
    FfmpegPrograms programs = FfmpegPrograms.bundled();
    Files.createDirectories(folder);
    try {
      SourceProbe probe = programs.probe(file);
      SourcePlan plan = SourcePlan.of(probe, settings);
      plan.notes().forEach(progress::note);
      progress.note(plan.inWords());
      Transcode.Job job = new Transcode.Job(file, settings, plan, probe.durationMicros());
      String name = ism.getFileName().toString();
      Path ismv = folder.resolve(name.substring(0, name.length() - MANIFEST.length()) + MEDIA);
      new Transcode(programs, job, progress).write(ism, ismv);
    } catch (UnreadableSourceException wrong) {
      throw new UnreadableSourceException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  /** An empty file to write into, beside those that are whole. */
  static Path draft(Path beside) throws IOException {
    return Files.createTempFile(beside.toAbsolutePath().getParent(), PREFIX, DRAFT);
  }

  /** One that is whole, with its manifest. */
  private record Entry(Path manifest, Path media, long sizeBytes, FileTime usedAt) {
    static Entry of(Path manifest) throws IOException {
      String name = manifest.getFileName().toString();
      Path media =
          manifest.resolveSibling(name.substring(0, name.length() - MANIFEST.length()) + MEDIA);
      long sizeBytes = Files.exists(media) ? Files.size(media) : 0;
      return new Entry(manifest, media, sizeBytes, Files.getLastModifiedTime(manifest));
    }

    // The manifest first: without it the rest counts for nothing.
    void delete() throws IOException {
      Files.deleteIfExists(manifest);
      Files.deleteIfExists(media);
    }
  }

  private void makeRoom(Path newest) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Instant old = Instant.now().minusSeconds(DRAFT_SECONDS_MAX);
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path :
          all.filter(each -> each.getFileName().toString().startsWith(PREFIX)).toList()) {
        String name = path.getFileName().toString();
        if (name.endsWith(MANIFEST) && !path.equals(newest)) {
          entries.add(Entry.of(path));
        } else if (name.endsWith(DRAFT)
            && Files.getLastModifiedTime(path).toInstant().isBefore(old)) {
          Files.deleteIfExists(path); // left by one that was killed
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::usedAt).reversed());
    long keptBytes = 0;
    for (Entry entry : entries) {
      keptBytes += entry.sizeBytes;
      if (keptBytes > CACHE_BYTES_MAX) {
        entry.delete();
      }
    }
  }
}
