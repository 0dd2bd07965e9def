package org.smoothlab.load.lowlatency;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.smoothlab.media.Timescale;

/**
 * Watches one variant with low-latency HLS: asks for the hinted part before it is there, and for
 * the playlist that will list it, both at once, and so on. It builds no URL: all are in playlists.
 */
final class HlsWatch {
  private final LiveClient client;
  private final LongSupplier nanoClock;

  HlsWatch(LiveClient client, LongSupplier nanoClock) {
    this.client = client;
    this.nanoClock = nanoClock;
  }

  /**
   * The playlist of the variant with the least bandwidth, which stands last.
   *
   * @throws IOException if there is none
   */
  URI playlist(URI multivariant) throws IOException, InterruptedException {
    List<String> variants = LowLatencyPlaylist.variants(client.textSoon(multivariant));
    if (variants.isEmpty()) {
      throw new IOException(multivariant + ": no variants");
    }
    return multivariant.resolve(variants.getLast());
  }

  /**
   * Watches so many parts.
   *
   * @throws IOException if something does not come, or the playlist is not for low latency
   */
  List<Arrival> watch(URI playlist, int partCount) throws IOException, InterruptedException {
    LowLatencyPlaylist now = LowLatencyPlaylist.read(client.textSoon(playlist));
    Timescale clock = clock(playlist, now);
    List<Arrival> arrivals = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (arrivals.size() < partCount) {
        URI hint = playlist.resolve(now.uris().hint().orElseThrow(() -> lacks(playlist, "a hint")));
        URI next = withQuery(playlist, now.nextPartQuery());
        Future<List<Arrival>> part = threads.submit(() -> part(hint, clock));
        Future<String> reload = threads.submit((Callable<String>) () -> client.text(next));
        arrivals.addAll(get(part));
        now = LowLatencyPlaylist.read(get(reload));
      }
    }
    return arrivals;
  }

  private Timescale clock(URI playlist, LowLatencyPlaylist now)
      throws IOException, InterruptedException {
    if (!now.canBlock() || now.partTargetNanos() == 0) {
      throw lacks(playlist, "CAN-BLOCK-RELOAD and parts");
    }
    URI map = playlist.resolve(now.uris().map().orElseThrow(() -> lacks(playlist, "EXT-X-MAP")));
    try (LiveClient.Answer answer = client.open(map)) {
      return TrackClock.of(answer.body().readAllBytes());
    }
  }

  private List<Arrival> part(URI uri, Timescale clock) throws IOException, InterruptedException {
    try (LiveClient.Answer answer = client.open(uri)) {
      if (answer.status() != 200) {
        throw new IOException(uri + ": " + answer.status());
      }
      return new ChunkReader(clock, nanoClock).read(answer.body());
    }
  }

  /** The same address with a delivery directive behind what it has. */
  static URI withQuery(URI uri, String directive) {
    String query = uri.getRawQuery();
    String bare = uri.toString();
    return URI.create(bare + (query == null ? "?" : "&") + directive);
  }

  private static <T> T get(Future<T> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      throw new IOException(String.valueOf(failed.getMessage()), failed);
    }
  }

  private static IOException lacks(URI playlist, String what) {
    return new IOException(playlist + ": no low-latency playlist, it lacks " + what);
  }
}
