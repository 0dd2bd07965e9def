package org.smoothlab.simulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An origin as a process, on a port that stays the same, with one publishing point. */
final class LabServer implements AutoCloseable {
  private static final String POINT = "/live/event.isml";

  private final Path folder;
  private final String name;
  private final int port;
  private Optional<LabProcess> process = Optional.empty();

  /**
   * Writes the file of the point; nothing runs yet.
   *
   * @param peers whom it pulls from or pushes to
   */
  LabServer(Path above, String name, String sourceType, List<URI> peers) throws IOException {
    this.folder = Files.createDirectory(above.resolve(name));
    this.name = name;
    this.port = LabProcess.freePort();
    write(POINT, sourceType, peers);
  }

  /** Another point beside it; before it is started. */
  URI also(String point, String sourceType, List<URI> peers) throws IOException {
    write(point, sourceType, peers);
    return URI.create("http://127.0.0.1:" + port + point);
  }

  private void write(String point, String sourceType, List<URI> peers) throws IOException {
    Path file = folder.resolve("points" + point);
    Files.createDirectories(file.getParent());
    StringBuilder refs = new StringBuilder();
    peers.forEach(peer -> refs.append("<ref src=\"").append(peer).append("\"/>"));
    Files.writeString(
        file,
        """
        <?xml version="1.0" encoding="utf-8"?>
        <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
          <head>
            <meta name="sourceType" content="%s"/>
            <meta name="publishing" content="Fragments;Streams;Archives"/>
            <meta name="startOnFirstRequest" content="true"/>
            <meta name="x-lab-resume" content="true"/>
          </head>
          <body><par>%s</par></body>
        </smil>
        """
            .formatted(sourceType, refs));
  }

  void start(Path log) throws IOException {
    LabProcess started =
        LabProcess.start(
            log,
            "origin",
            "--port",
            String.valueOf(port),
            "--name",
            name,
            "--points",
            folder.resolve("points").toString(),
            "--archive",
            folder.resolve("archive").toString());
    process = Optional.of(started);
    started.awaitUrl();
  }

  void killAndStart(Path log) throws IOException {
    process.orElseThrow().kill();
    start(log);
  }

  URI point() {
    return URI.create("http://127.0.0.1:" + port + POINT);
  }

  @Override
  public void close() {
    process.ifPresent(LabProcess::close);
  }
}
