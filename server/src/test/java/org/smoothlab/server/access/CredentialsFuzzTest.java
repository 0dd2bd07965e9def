package org.smoothlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.smoothlab.server.origin.WallClock;

class CredentialsFuzzTest {
  private static final Caller CALLER = new Caller("192.0.2.1:5000", "192.0.2.1", true, false);

  @FuzzTest(maxDuration = "10m")
  void letsNobodyInWithoutTheSecret(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Access access =
        new Access(
            Policies.CLOSED,
            new WallClock(Instant.ofEpochSecond(1_767_225_000), 0),
            AccessSink.NONE);
    Approach login = new Approach(CALLER, List.of(text), Optional.empty());
    Approach url = new Approach(CALLER, List.of(), Optional.of(text));

    assertThat(access.decide(login, Right.MANAGE_WRITE, "/live/event.isml", 0))
        .isNotInstanceOf(Decision.Allowed.class);
    assertThat(access.decide(url, Right.WATCH, "/live/event.isml", 0))
        .isNotInstanceOf(Decision.Allowed.class);
  }
}
