package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;

class SegmentCacheTest {
  private final AtomicInteger made = new AtomicInteger();
  private final SegmentCache cache = new SegmentCache(1_000);

  private Slice get(String key, int bytes) throws Exception {
    return cache.get(
        key,
        () -> {
          made.incrementAndGet();
          return Slice.copyOf(new byte[bytes]);
        });
  }

  @Test
  void makesASegmentOnce() throws Exception {
    Slice first = get("a", 10);
    assertThat(get("a", 10)).isSameAs(first);
    assertThat(made).hasValue(1);
  }

  @Test
  void makesASegmentOnceForAllWhoAskAtOnce() throws Exception {
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ExecutorService viewers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Slice>> answers = new ArrayList<>();
      for (int viewer = 0; viewer < 50; viewer++) {
        answers.add(
            viewers.submit(() ->
                cache.get(
                    "a",
                    () -> {
                      made.incrementAndGet();
                      making.countDown();
                      awaitUninterruptibly(goOn);
                      return Slice.ofUtf8("segment");
                    })));
      }
      making.await();
      goOn.countDown();
      for (Future<Slice> answer : answers) {
        assertThat(answer.get()).isSameAs(answers.getFirst().get());
      }
    }
    assertThat(made).hasValue(1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keepsItsBoundAndForgetsWhatNobodyAskedForTheLongest() throws Exception {
    get("a", 400);
    get("b", 400);
    get("a", 400);
    get("c", 400);
    assertThat(cache.bytes()).isEqualTo(800);
    get("a", 400);
    assertThat(made).hasValue(3);
    get("b", 400);
    assertThat(made).hasValue(4);
    get("large", 5_000);
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void triesAgainWhatCouldNotBeMade() throws Exception {
    assertThatThrownBy(() ->
            cache.get(
                "a",
                () -> {
                  throw new MalformedMediaException("no");
                }))
        .isInstanceOf(MalformedMediaException.class);
    assertThat(get("a", 10).size()).isEqualTo(10);
  }
}
