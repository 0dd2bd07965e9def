package org.smoothlab.load.lowlatency;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/** Many requests that one server holds at the same time, and when each was answered. */
final class BlockedRound {
  private static final long SENDING_SECONDS_MAX = 30;

  private final int requestCount;
  private final AtomicLongArray answeredNanos;
  private final AtomicInteger refusedCount = new AtomicInteger();
  private volatile String failure = "";
  private final CountDownLatch sent;
  private final CountDownLatch over;

  BlockedRound(int requestCount) {
    this.requestCount = requestCount;
    answeredNanos = new AtomicLongArray(requestCount);
    sent = new CountDownLatch(requestCount);
    over = new CountDownLatch(requestCount);
  }

  /**
   * Sends them all, and returns when they have left.
   *
   * @throws IOException if they do not leave
   */
  static BlockedRound send(HttpClient client, URI uri, int requestCount)
      throws IOException, InterruptedException {
    BlockedRound round = new BlockedRound(requestCount);
    for (int index = 0; index < requestCount; index++) {
      client
          .newRequest(uri)
          .onRequestSuccess(_ -> round.sent.countDown())
          .send(round.new Ear(index));
    }
    if (!round.sent.await(SENDING_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new IOException(
          round.sent.getCount() + " of " + requestCount + " requests do not leave");
    }
    return round;
  }

  int requestCount() {
    return requestCount;
  }

  /** The answer to a request begins. */
  void begins(int index, boolean ok) {
    answeredNanos.set(index, System.nanoTime());
    if (!ok) {
      refusedCount.incrementAndGet();
    }
  }

  /** All of an answer has come, or none of it ever will. */
  void ends(int index, boolean ok) {
    if (!ok) {
      refusedCount.incrementAndGet();
    }
    over.countDown();
  }

  /** No answer will come any more. */
  void fail(String why) {
    failure = why;
    while (over.getCount() > 0) {
      over.countDown();
    }
  }

  /** How many are not answered. */
  int heldCount() {
    return Math.toIntExact(over.getCount());
  }

  /**
   * Waits for all answers.
   *
   * @return when each began, by {@link System#nanoTime}
   * @throws IOException if one was not 200, or did not come in time
   */
  LongStream await(long secondsMax) throws IOException, InterruptedException {
    boolean all = over.await(secondsMax, TimeUnit.SECONDS);
    if (!failure.isEmpty()) {
      throw new IOException(failure);
    }
    if (!all || refusedCount.get() > 0) {
      throw new IOException(
          "of %d requests %d were not answered with 200, %d not at all in %d s"
              .formatted(requestCount, refusedCount.get(), over.getCount(), secondsMax));
    }
    return LongStream.range(0, requestCount).map(index -> answeredNanos.get((int) index));
  }

  /** Hears of one answer, and does as little as can be. */
  private final class Ear implements Response.Listener {
    private final int index;

    private Ear(int index) {
      this.index = index;
    }

    @Override
    public void onBegin(Response response) {
      begins(index, response.getStatus() == 200);
    }

    @Override
    public void onComplete(Result result) {
      ends(index, result.isSucceeded());
    }
  }
}
