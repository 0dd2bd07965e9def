package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.access.Access;
import org.smoothlab.server.origin.WallClock;

/** What operators read about their access file. */
class AccessReloadTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("security");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @TempDir Path folder;
  private Path file;
  private AccessReload.Opened opened;

  @BeforeEach
  void listen() throws IOException {
    file = Files.writeString(folder.resolve("access.yaml"), "rules:\n  - path: /**\n");
    opened = AccessReload.open(file, false);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(lines);
  }

  private List<String> said() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void reload() throws IOException {
    try (AccessReload reload = opened.reload()) {
      reload.reloadIfChanged(new Access(opened.policy(), new WallClock(Instant.EPOCH, 0), _ -> {}));
    }
  }

  @Test
  void saysWhatIsWrongAndWhere() throws IOException {
    Files.writeString(file, "rules:\n  - watch: anyone\n");
    reload();

    assertThat(said())
        .containsExactly(
            "access file not taken, the one before stays detail=\""
                + file
                + ":2: rules[0]: has no path\"");
  }

  @Test
  void saysThatTheFileIsGone() throws IOException {
    Files.delete(file);
    reload();

    assertThat(said())
        .containsExactly(
            "access file not taken, the one before stays detail=\"no such file: " + file + "\"");
  }
}
