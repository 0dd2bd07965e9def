package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.WallClock;

/** Both encoders of a pair begin at once, at a point that nobody has made. */
@Timeout(30)
class CreationRaceTest {
  private static final String STREAMS = "/live/event.isml/Streams(encoder)";

  private final CompletableFuture<Exchange> second = new CompletableFuture<>();
  private final Thread secondEncoder = new Thread(() -> second.complete(open()), "second encoder");
  private final Origin origin =
      new Origin(OriginSettings.DEFAULT, new WallClock(Instant.EPOCH, 0), this::happened);
  private final Protocol protocol =
      new Protocol(
          origin,
          ProtocolSettings.DEFAULT.withCreateOnPush(PointSettings.DEFAULT),
          Stores.memory());

  /** The second comes in between the making of the point and its start. */
  private void happened(Effect effect) {
    if (effect instanceof Effect.PointCreated) {
      secondEncoder.start();
      while (secondEncoder.getState() != Thread.State.BLOCKED && secondEncoder.isAlive()) {
        Thread.onSpinWait();
      }
    }
  }

  private Exchange open() {
    String remote = Thread.currentThread().getName();
    return protocol.open(new Ask("POST", STREAMS, List.of(), remote), 0);
  }

  @Test
  void admitsTheSecondEncoderWhileTheFirstMakesThePoint() throws Exception {
    Exchange first = open();

    assertThat(first).isInstanceOf(Upload.class);
    assertThat(second.get()).isInstanceOf(Upload.class);
  }
}
