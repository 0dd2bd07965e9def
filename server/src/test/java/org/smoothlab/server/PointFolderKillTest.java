package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.server.origin.PointSettings;

/** A process that is killed while it writes leaves the old file or the new one. */
class PointFolderKillTest {
  private static final int ROUND_COUNT = 6;
  private static final PointSettings SHORT = PointSettings.DEFAULT.withTitle("s");
  private static final PointSettings LONG = PointSettings.DEFAULT.withTitle("l".repeat(200_000));

  /** Saves for ever, and says so each time. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      PointFolder folder = PointFolder.open(Path.of(arguments[0]));
      while (true) {
        folder.save("/live/a.isml", SHORT, Instant.now());
        folder.save("/live/a.isml", LONG, Instant.now());
        System.out.write('.');
        System.out.flush();
      }
    }
  }

  @Test
  @Timeout(300)
  void leavesNoHalfWrittenFile(@TempDir Path root) throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < ROUND_COUNT; round++) {
      killWhileWriting(root, 1 + random.nextInt(40));
      PointSettings left = PointFile.read(root.resolve("live/a.isml")).settings();
      assertThat(List.of(SHORT, LONG)).contains(left);
    }
    assertThat(PointFolder.open(root).changes(Instant.now())).hasSize(1);
  }

  private static void killWhileWriting(Path root, int saveCount) throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                root.toString())
            .redirectError(Redirect.INHERIT)
            .start();
    try (InputStream saves = writer.getInputStream()) {
      assertThat(saves.readNBytes(saveCount)).hasSize(saveCount);
    } finally {
      writer.destroyForcibly().waitFor();
    }
    assertThat(Files.exists(root.resolve("live/a.isml"))).isTrue();
  }
}
