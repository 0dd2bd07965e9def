package org.smoothlab.simulator.content;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Encodes all tracks of a ladder: one platform thread per rung, at most as many as there are cores,
 * the largest first.
 */
final class ContentEncoder {
  private final Ladder ladder;
  private final EncodeProgress progress;
  private final AtomicInteger frameDoneCount = new AtomicInteger();

  ContentEncoder(Ladder ladder, EncodeProgress progress) {
    this.ladder = ladder;
    this.progress = progress;
  }

  /**
   * Encodes the rungs, in their order, and then the sound.
   *
   * @throws InterruptedIOException if the thread is interrupted; nothing goes on running then
   * @throws IllegalStateException if an encoder is missing or did not keep what it was told
   */
  List<EncodedTrack> encode() throws InterruptedIOException {
    int threadCount =
        Math.min(ladder.rungs().size() + 1, Runtime.getRuntime().availableProcessors());
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            threadCount, Thread.ofPlatform().daemon().name("content-encoder-", 0).factory())) {
      try {
        return await(threads);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private List<EncodedTrack> await(ExecutorService threads) throws InterruptedIOException {
    List<Future<EncodedTrack>> running = new ArrayList<>();
    for (Callable<EncodedTrack> task : tasks()) {
      running.add(threads.submit(task));
    }
    try {
      List<EncodedTrack> tracks = new ArrayList<>();
      for (Future<EncodedTrack> track : running) {
        tracks.add(track.get());
      }
      return tracks;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while encoding");
    } catch (ExecutionException failed) {
      throw new IllegalStateException("encoding failed", failed.getCause());
    }
  }

  private List<Callable<EncodedTrack>> tasks() {
    List<Callable<EncodedTrack>> tasks = new ArrayList<>();
    for (int level = 0; level < ladder.rungs().size(); level++) {
      VideoEncoder encoder = new VideoEncoder(ladder, level);
      tasks.add(() -> encoder.encode(this::frameDone));
    }
    tasks.add(
        new AudioEncoder(AudioEncoder.Coding.AAC, new TestTone(0), ladder.audioBitrateBps())
            ::encode);
    return tasks;
  }

  private void frameDone() {
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("interrupted");
    }
    progress.encoded(frameDoneCount.incrementAndGet(), ladder.frameCount() * ladder.rungs().size());
  }
}
