package org.smoothlab.server.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.origin.TestTrack;

/**
 * Origins that are killed with SIGKILL under an encoder's load, at a byte that the seed chooses:
 * what was answered 200 is in the archive and is served by the next start, and the event goes on.
 */
class KilledOriginIT {
  /** In all; each is a process that starts, works and dies. */
  private static final int KILL_COUNT =
      Integer.getInteger("test.seeds.kills.origin", Boolean.getBoolean("test.soak") ? 50 : 12);

  /** Two events side by side, since each is often waiting for its process or its disk. */
  private static final int EVENT_COUNT = 2;

  /** Start times in one POST; each is answered when it is safe. */
  private static final int POST_COUNT = 5;

  private static final int POSTS_MAX = 6;
  private static final int LOOK_AHEAD = 2;
  private static final String POINT = "/live/event.isml";
  private static final List<TestTrack> TRACKS =
      List.of(TestTrack.HIGH, TestTrack.LOW, TestTrack.AUDIO);

  /** What {@code Process} tells of one that was killed with SIGKILL. */
  private static final int KILLED = 128 + 9;

  @TempDir private Path folder = Path.of("");

  @Test
  void holdsWhatItAnsweredAndGoesOnAfterEachOfManyKills() throws Exception {
    try (ExecutorService lanes = Executors.newFixedThreadPool(EVENT_COUNT)) {
      List<Callable<Void>> events = new ArrayList<>();
      for (int seed = 1; seed <= EVENT_COUNT; seed++) {
        Event event = new Event(folder.resolve("archive-" + seed), seed);
        events.add(() -> event.live(KILL_COUNT / EVENT_COUNT));
      }
      for (Future<Void> event : lanes.invokeAll(events)) {
        event.get();
      }
    }
  }

  /** One event with one archive and many origins, one after the other. */
  private static final class Event {
    private final Path archive;
    private final SplittableRandom random;

    /** Every start time below was answered 200. */
    private long answered;

    private long sent;

    Event(Path archive, long seed) {
      this.archive = archive;
      this.random = new SplittableRandom(seed);
    }

    Void live(int killCount) throws Exception {
      for (int kill = 0; kill < killCount; kill++) {
        liveUntilKilled();
        requireArchive();
      }
      try (OriginServer last = OriginServer.start(ArchivingOrigin.config(archive))) {
        post(last.url(), body(answered, POST_COUNT));
        answered += POST_COUNT;
        requireServed(last.url());
      }
      assertThat(answered).isGreaterThan(killCount * (long) POST_COUNT / 2);
      return null;
    }

    private void liveUntilKilled() throws Exception {
      Process process = start();
      try {
        URI url = URI.create(process.inputReader().readLine());
        int postCount = random.nextInt(POSTS_MAX);
        for (int i = 0; i < postCount; i++) {
          sent = Math.max(sent, answered + POST_COUNT);
          post(url, body(answered, POST_COUNT));
          answered += POST_COUNT;
        }
        byte[] last = body(answered, POST_COUNT);
        sent = Math.max(sent, answered + POST_COUNT);
        try (Socket socket = connect(url)) {
          write(socket, Arrays.copyOf(last, random.nextInt(last.length)));
          process.destroyForcibly();
        }
        assertThat(process.waitFor()).isEqualTo(KILLED);
      } finally {
        process.destroyForcibly();
      }
    }

    private Process start() throws IOException {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--enable-native-access=ALL-UNNAMED",
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-Xshare:auto",
              "-Xmx256m",
              "-cp",
              System.getProperty("java.class.path"),
              ArchivingOrigin.class.getName(),
              archive.toString())
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    }

    /** A beginning of each track, and in it all that was answered. */
    private void requireArchive() throws IOException {
      NioDisk disk = NioDisk.open(archive);
      List<Path> runs = new ArchiveLayout(disk).runFolders(POINT, "");
      if (answered == 0) {
        return; // Perhaps it died before it had any file.
      }
      ArchivedRun run = new ArchiveLayout(disk).open(runs.getLast()).orElseThrow();
      for (TestTrack track : TRACKS) {
        List<FragmentTime> times = new ArrayList<>();
        run.track(track.id())
            .orElseThrow(() -> new AssertionError("no " + track.id() + " of " + answered))
            .forEach((_, record) -> times.add(record.time()));
        assertThat(times).hasSizeBetween((int) answered, (int) sent);
        for (int index = 0; index < times.size(); index++) {
          assertThat(times.get(index)).isEqualTo(TestTrack.time(index));
        }
      }
    }

    private void requireServed(URI url) throws Exception {
      SmoothManifest manifest =
          ManifestReader.read(Slice.copyOf(get(url.resolve(POINT + "/Manifest"))));
      int publishedCount = (int) answered - LOOK_AHEAD;
      assertThat(manifest.streams())
          .allSatisfy(
              stream -> assertThat(stream.chunks()).hasSizeGreaterThanOrEqualTo(publishedCount));
      for (TestTrack track : TRACKS) {
        for (long index = 0; index < publishedCount; index++) {
          long startTicks = index * TestTrack.FRAGMENT;
          String path =
              POINT
                  + "/QualityLevels(%d)/RawFragments(%s=%d)"
                      .formatted(track.bitrateBps(), track.name(), startTicks);
          assertThat(get(url.resolve(path))).as(path).isEqualTo(track.payload(startTicks));
        }
      }
    }

    /** Throws when the answer is not 200. */
    private static byte[] get(URI uri) throws IOException {
      try (InputStream body = uri.toURL().openStream()) {
        return body.readAllBytes();
      }
    }
  }

  // ---- an encoder that ends a POST now and then, to be told that it is safe

  private static byte[] body(long first, int count) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(TestTrack.header(TRACKS));
    for (long index = first; index < first + count; index++) {
      for (TestTrack track : TRACKS) {
        out.write(ArchivedEvent.bytes(track, index));
      }
    }
    return out.toByteArray();
  }

  private static Socket connect(URI url) throws IOException {
    Socket socket = new Socket(url.getHost(), url.getPort());
    String head =
        "POST "
            + POINT
            + "/Streams(a) HTTP/1.1\r\nHost: origin\r\nTransfer-Encoding: chunked\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** One chunk. */
  private static void write(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    if (bytes.length > 0) {
      out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
      out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.flush();
  }

  private static void post(URI url, byte[] body) throws IOException {
    try (Socket socket = connect(url)) {
      write(socket, body);
      socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(statusLine(socket.getInputStream())).startsWith("HTTP/1.1 200");
    }
  }

  private static String statusLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    InputStream buffered = new BufferedInputStream(in);
    for (int c = buffered.read(); c >= 0 && c != '\r'; c = buffered.read()) {
      line.append((char) c);
    }
    return line.toString();
  }
}
