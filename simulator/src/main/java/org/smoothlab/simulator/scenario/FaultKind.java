package org.smoothlab.simulator.scenario;

import java.util.Locale;
import java.util.SplittableRandom;
import org.smoothlab.simulator.net.Fault;
import org.smoothlab.simulator.net.HostFault;
import org.smoothlab.simulator.net.Instead;
import org.smoothlab.simulator.net.Pair;
import org.smoothlab.simulator.net.RequestFault;
import org.smoothlab.simulator.net.Requests;

/** The faults that there are, by the words of scenario files, and what chance makes of each. */
public enum FaultKind {
  DROP(Role.CALLER),
  KILL(Role.HOST),
  STALL(Role.HOST),
  HALF_OPEN(Role.HOST),
  PARTITION(Role.HOST),
  SLOW(Role.LINK),
  WRONG_TARGET(Role.SERVER),
  STATUS(Role.SERVER),
  DELAY_POST(Role.SERVER),
  DUPLICATE_POST(Role.SERVER),
  TRUNCATE(Role.SERVER),
  CORRUPT(Role.SERVER),
  STALE(Role.SERVER),
  WRONG_ANSWER(Role.SERVER),
  CLOCK_STEP(Role.SERVER),
  CLOCK_DRIFT(Role.SERVER),
  DISK_FULL(Role.SERVER),
  DISK_SLOW(Role.SERVER);

  // What a random plan draws from; a fragment of the test content is 8 kB to 600 kB.
  private static final long WITHIN_BYTES = 1_000_000;
  private static final int[] STATUSES = {404, 412, 500, 502, 503};
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Role role;

  /** Whom it can hit. */
  enum Role {
    CALLER("a host that opens connections"),
    SERVER("an origin"),
    HOST("a host"),
    LINK("a link");

    private final String words;

    Role(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  FaultKind(Role role) {
    this.role = role;
  }

  Role role() {
    return role;
  }

  /** Its key in scenario files: {@code half-open}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * A fault of this kind with everything else drawn.
   *
   * @param durationNanos how long, if it is of the kind that lasts
   */
  Fault draw(String target, long durationNanos, SplittableRandom random) {
    Requests requests = requests(target, random);
    return switch (this) {
      case DROP -> new Fault.DropConnection(target, random.nextLong(WITHIN_BYTES));
      case KILL -> new Fault.KillNode(target, 0, durationNanos, disk(random));
      case STALL -> new Fault.Stall(Pair.of(target), durationNanos);
      case HALF_OPEN -> new Fault.HalfOpen(Pair.of(target));
      case PARTITION -> new Fault.Partition(Pair.of(target), durationNanos);
      case SLOW -> new Fault.SlowLink(target, random.nextLong(50_000, 2_000_000), durationNanos);
      case WRONG_TARGET -> throw new IllegalArgumentException("needs two hosts: " + target);
      case STATUS ->
          new RequestFault.AnswerStatus(
              requests, STATUSES[random.nextInt(STATUSES.length)], durationNanos);
      case DELAY_POST ->
          new RequestFault.DelayedPost(
              requests, random.nextLong(3 * NANOS_PER_SECOND), durationNanos);
      case DUPLICATE_POST -> new RequestFault.DuplicatedPost(requests, durationNanos);
      case TRUNCATE ->
          new RequestFault.TruncatedBody(
              requests, body(random), random.nextLong(WITHIN_BYTES), durationNanos);
      case CORRUPT ->
          new RequestFault.CorruptedBody(
              requests, body(random), random.nextLong(1_000, WITHIN_BYTES), durationNanos);
      case STALE -> new RequestFault.StaleAnswer(requests.at(Requests.MANIFESTS), durationNanos);
      case WRONG_ANSWER ->
          new RequestFault.WrongAnswer(
              requests.at(Requests.MANIFESTS), instead(random), durationNanos);
      case CLOCK_STEP ->
          new HostFault.ClockStep(
              target, random.nextLong(-60 * NANOS_PER_SECOND, 60 * NANOS_PER_SECOND));
      case CLOCK_DRIFT ->
          new HostFault.ClockDrift(target, random.nextLong(-1_000, 1_001), durationNanos);
      case DISK_FULL -> new HostFault.DiskFull(target, durationNanos);
      case DISK_SLOW ->
          new HostFault.DiskSlow(target, random.nextLong(20_000, 1_000_000), durationNanos);
    };
  }

  private static Requests requests(String target, SplittableRandom random) {
    Requests.Sample sample =
        new Requests.Sample(random.nextInt(10, 101), Integer.MAX_VALUE, random.nextLong());
    return new Requests(org.smoothlab.simulator.net.Hop.to(target), Requests.EVERY_PATH, sample);
  }

  private static Fault.Disk disk(SplittableRandom random) {
    return random.nextBoolean() ? Fault.Disk.KEPT : Fault.Disk.LOST;
  }

  private static RequestFault.Body body(SplittableRandom random) {
    return random.nextBoolean() ? RequestFault.Body.REQUEST : RequestFault.Body.ANSWER;
  }

  private static Instead instead(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Instead.Page();
      case 1 -> new Instead.Empty();
      case 2 -> new Instead.Endless();
      default -> new Instead.Circle();
    };
  }
}
