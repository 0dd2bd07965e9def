package org.smoothlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void doublesUpToItsBound() {
    LoginThrottle throttle = new LoginThrottle(5 * SECOND);

    assertThat(throttle.failed("a", 0)).isZero();
    assertThat(throttle.failed("a", 0)).isZero();
    assertThat(throttle.failed("a", 0)).isZero();
    assertThat(throttle.failed("a", 0)).isEqualTo(SECOND);
    assertThat(throttle.failed("a", 0)).isEqualTo(2 * SECOND);
    assertThat(throttle.failed("a", 0)).isEqualTo(4 * SECOND);
    assertThat(throttle.failed("a", 0)).isEqualTo(5 * SECOND);
    for (int more = 0; more < 100; more++) {
      assertThat(throttle.failed("a", 0)).isEqualTo(5 * SECOND);
    }
    assertThat(throttle.waitNanos("a", SECOND)).isEqualTo(4 * SECOND);
    assertThat(throttle.waitNanos("a", 5 * SECOND)).isZero();
    assertThat(throttle.waitNanos("b", 0)).isZero();
  }

  @Test
  void beginsAgainAfterTheRightPassword() {
    LoginThrottle throttle = new LoginThrottle(5 * SECOND);
    for (int failure = 0; failure < 5; failure++) {
      throttle.failed("a", 0);
    }
    throttle.succeeded("a");

    assertThat(throttle.waitNanos("a", 0)).isZero();
    assertThat(throttle.failed("a", 0)).isZero();
  }

  @Test
  void keepsSoManyEntriesAndForgetsTheOldest() {
    LoginThrottle throttle = new LoginThrottle(5 * SECOND);
    for (int failure = 0; failure < 5; failure++) {
      throttle.failed("kept", 0);
      throttle.failed("oldest", 0);
    }
    throttle.failed("kept", 1);
    for (int address = 0; address < LoginThrottle.ENTRIES_MAX - 1; address++) {
      throttle.failed("address-" + address, 2);
    }

    assertThat(throttle.entryCount()).isEqualTo(LoginThrottle.ENTRIES_MAX);
    assertThat(throttle.waitNanos("kept", 2)).isPositive();
    assertThat(throttle.waitNanos("oldest", 2)).isZero();
  }

  @Test
  void throwsAwayWhatIsOver() {
    LoginThrottle throttle = new LoginThrottle(5 * SECOND);
    throttle.failed("a", 0);
    throttle.failed("b", 1);
    throttle.failed("c", LoginThrottle.FORGET_NANOS);

    assertThat(throttle.entryCount()).isEqualTo(2);
  }
}
