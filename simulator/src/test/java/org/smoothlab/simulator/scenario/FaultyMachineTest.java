package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.archive.DiskFullException;
import org.smoothlab.server.archive.SimulatedDisk;

class FaultyMachineTest {
  private static final Path FILE = Path.of("a", "log");
  private static final Slice TEXT = Slice.ofUtf8("0123456789");
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private final FaultyDisk disk = new FaultyDisk(new SimulatedDisk(1));
  private final AtomicLong world = new AtomicLong(7_000);
  private final DriftingClock clock = new DriftingClock(world::get, NOON);

  @Test
  void takesNothingWhileItIsFull() throws IOException {
    try (Disk.Appending file = disk.create(FILE)) {
      file.append(List.of(TEXT));
      disk.full(true);

      assertThatThrownBy(() -> file.append(List.of(TEXT))).isInstanceOf(DiskFullException.class);
      assertThatThrownBy(() -> disk.create(Path.of("b"))).isInstanceOf(DiskFullException.class);
      assertThatThrownBy(() -> disk.replace(FILE, TEXT)).isInstanceOf(DiskFullException.class);
      assertThat(disk.usableBytes()).isZero();

      disk.full(false);
      file.append(List.of(TEXT));
      assertThat(file.sizeBytes()).isEqualTo(20);
    }
  }

  @Test
  void takesItsTimeWhileItIsSlow() throws IOException {
    try (Disk.Appending file = disk.create(FILE)) {
      disk.slow(1_000);
      long beforeNanos = System.nanoTime();

      file.append(List.of(TEXT));

      assertThat(System.nanoTime() - beforeNanos).isGreaterThanOrEqualTo(10_000_000L);
      assertThat(file.sizeBytes()).isEqualTo(10);
    }
  }

  @Test
  void runsTooFastForAWhile() {
    clock.drift(500_000);
    world.addAndGet(1_000_000);
    clock.drift(0);
    world.addAndGet(1_000_000);

    assertThat(clock.nowNanos()).isEqualTo(7_000 + 1_500_000 + 1_000_000);
    assertThat(clock.wall()).isEqualTo(NOON.plusNanos(2_500_000));
  }

  @Test
  void setsTheWallClockAndNotTheElapsedTime() {
    clock.step(-2_000_000_000L);

    assertThat(clock.wall()).isEqualTo(NOON.minusSeconds(2));
    assertThat(clock.nowNanos()).isEqualTo(7_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"step -5", "drift 200", "full true", "slow 9223372036854775807"})
  void understandsItsOwnOrders(String line) {
    assertThat(MachineOrder.of(line).line()).isEqualTo(line);
  }

  @Test
  void refusesOtherOrders() {
    assertThatThrownBy(() -> MachineOrder.of("explode")).hasMessage("not an order: explode");
  }
}
