package org.smoothlab.simulator.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;

/** An origin on a port of this machine. */
sealed interface SocketOrigin extends AutoCloseable {
  /** Where it listens now. */
  InetSocketAddress address();

  @Override
  void close() throws IOException;

  /**
   * What an origin is started with.
   *
   * @param name of its host
   * @param template settings of points that the first POST makes
   * @param pointsFolder its {@code .isml} files
   * @param archiveFolder its disk, if it has one
   */
  record Plan(
      String name, PointSettings template, Path pointsFolder, Optional<Path> archiveFolder) {}

  /** In this process, as it is shipped. */
  final class Inside implements SocketOrigin {
    private final OriginServer server;

    Inside(Plan plan) throws IOException {
      ServerConfig config =
          ServerConfig.loopback(0)
              .withOpenManagement()
              .withCreateOnPush(plan.template())
              .withPointsFolder(plan.pointsFolder());
      server =
          OriginServer.start(plan.archiveFolder().map(config::withArchiveFolder).orElse(config));
    }

    @Override
    public InetSocketAddress address() {
      return new InetSocketAddress(server.url().getHost(), server.url().getPort());
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** A process of its own, which can be killed. */
  final class Outside implements SocketOrigin {
    private static final String MAIN = "org.smoothlab.simulator.Main";
    private static final long END_SECONDS_MAX = 10;

    private final Process process;
    private final InetSocketAddress address;

    /**
     * Starts the process and waits until it listens.
     *
     * @throws IOException if it does not
     */
    Outside(Plan plan) throws IOException {
      process =
          new ProcessBuilder(command(plan)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try {
        address = address(plan);
      } catch (IOException | RuntimeException notStarted) {
        process.destroyForcibly();
        throw notStarted;
      }
      // What it says later would fill the pipe.
      Thread.ofVirtual().name(plan.name() + "-output").start(this::drain);
    }

    private static List<String> command(Plan plan) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      // A small origin that starts fast: it may be killed again soon.
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "origin"));
      command.addAll(List.of("--port", "0", "--open-management"));
      command.addAll(List.of("--points", plan.pointsFolder().toString()));
      plan.archiveFolder()
          .ifPresent(folder -> command.addAll(List.of("--archive", folder.toString())));
      return command;
    }

    private InetSocketAddress address(Plan plan) throws IOException {
      String line = output().readLine();
      if (line == null) {
        throw new IOException("the origin " + plan.name() + " ended before it listened");
      }
      URI url = URI.create(line.strip());
      return new InetSocketAddress(url.getHost(), url.getPort());
    }

    private BufferedReader output() {
      return process.inputReader(StandardCharsets.UTF_8);
    }

    private void drain() {
      try (BufferedReader lines = output()) {
        while (lines.readLine() != null) {
          // Nobody reads it.
        }
      } catch (IOException ended) {
        // The process is gone, and its pipe with it.
      }
    }

    @Override
    public InetSocketAddress address() {
      return address;
    }

    /** SIGKILL: no last word. */
    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      try {
        if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
          throw new IOException("process " + process.pid() + " does not end");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
