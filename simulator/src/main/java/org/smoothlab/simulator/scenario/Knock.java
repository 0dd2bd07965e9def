package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.net.Header;
import org.smoothlab.simulator.net.Listener;
import org.smoothlab.simulator.net.Request;
import org.smoothlab.simulator.net.Transport;

/**
 * A first request that is no part of the experiment: on a busy machine a process takes seconds for
 * it. What is answered does not matter.
 */
record Knock(CountDownLatch answers) implements Listener {
  private static final long SECONDS_MAX = 60;

  /**
   * Returns when there has been an answer at each of the doors, or it was seen to be closed.
   *
   * @throws IOException if one says nothing for a minute
   */
  static void at(List<URI> doors, Transport transport) throws IOException {
    CountDownLatch answers = new CountDownLatch(doors.size());
    for (URI door : doors) {
      transport.call(Request.get(door.resolve("/knock.isml/Manifest")), new Knock(answers));
    }
    try {
      if (!answers.await(SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException(
            answers.getCount() + " doors not answered within " + SECONDS_MAX + " s");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while knocking");
    }
  }

  @Override
  public void head(int status, List<Header> headers) {}

  @Override
  public void bytes(Slice arrived) {}

  @Override
  public void completed() {
    answers.countDown();
  }

  @Override
  public void failed(String why) {
    answers.countDown();
  }
}
