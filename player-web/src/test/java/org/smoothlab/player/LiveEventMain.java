package org.smoothlab.player;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.smoothlab.simulator.content.Ladder;

/** A live event to look at by hand: prints the page's address and stays until it is stopped. */
final class LiveEventMain {
  private LiveEventMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    try (LiveEvent event = LiveEvent.start(Ladder.standard(), Integer.parseInt(args[0]))) {
      System.out.println(event.page("smoothlab"));
      new CountDownLatch(1).await();
    }
  }
}
