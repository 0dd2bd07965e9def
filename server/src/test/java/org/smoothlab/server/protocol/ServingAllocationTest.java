package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.protocol.Stage.fragmentPath;

import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.origin.PointSettings;

/** A coarse guard beside the benchmark: what one answer costs on the heap. */
class ServingAllocationTest {
  private static final int ROUNDS = 20_000;
  private static final long BYTES_MAX = 2_048;

  @Test
  void servingAFragmentAllocatesLessThanTwoKilobytes() throws JMException {
    Stage stage = Stage.started(PointSettings.DEFAULT);
    stage.sendFragments(stage.announced(HIGH), 60, HIGH);
    Ask ask =
        new Ask(
            "GET",
            fragmentPath(HIGH, 30),
            List.of(new Header("Host", "localhost"), new Header("Accept", "*/*")),
            "client");
    long status = 0;
    for (int i = 0; i < ROUNDS; i++) {
      status += ((Reply) stage.protocol.open(ask, stage.nowNanos)).status();
    }
    long before = allocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      status += ((Reply) stage.protocol.open(ask, stage.nowNanos)).status();
    }
    long bytesEach = (allocatedBytes() - before) / ROUNDS;
    assertThat(status).isEqualTo(2L * ROUNDS * 200);
    assertThat(bytesEach).isLessThan(BYTES_MAX);
  }

  private static long allocatedBytes() throws JMException {
    return (Long)
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName("java.lang:type=Threading"), "CurrentThreadAllocatedBytes");
  }
}
