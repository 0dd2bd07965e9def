package org.smoothlab.server.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DiskFaultsTest {
  private static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new NoSuchFileException("/a"), "no such file: /a"),
        Arguments.of(new AccessDeniedException("/a"), "access denied: /a"),
        Arguments.of(new FileAlreadyExistsException("/a"), "is there already: /a"),
        Arguments.of(new NotDirectoryException("/a"), "not a folder: /a"),
        Arguments.of(new FileSystemException("/a", null, "Too many links"), "/a: Too many links"),
        Arguments.of(new IOException("torn"), "torn"),
        Arguments.of(new IOException(), "java.io.IOException"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void saysWhatHappenedAndNotWhichClassSaidIt(IOException failure, String words) {
    assertThat(DiskFaults.describe(failure)).isEqualTo(words);
  }
}
