package org.smoothlab.simulator.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.smoothlab.simulator.net.Header;

class EncoderLoginTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Header LOGIN = new Header("Authorization", "Basic YW5uYTpo");
  private static final Header OTHER = new Header("Authorization", "Basic b3RobzpI");
  private static final EncoderPlan PLAN =
      EncoderPlan.of(
          Programme.endless(Clips.TRACKS).ofFragments(3), Target.onePost("/news/live.isml"));

  private static EncoderPlan plan(Delivery delivery) {
    return PLAN.by(delivery.with(new Header("X-Studio", "1")).with(LOGIN));
  }

  @Test
  void tellsItsPasswordToWhoAsksForItOnly() {
    FakeServer open = new FakeServer(plan(Delivery.standard())).start().until(60 * SECOND);

    assertThat(open.connections())
        .hasSize(2)
        .allMatch(connection -> !connection.headers.contains(LOGIN))
        .allMatch(connection -> connection.headers.contains(new Header("X-Studio", "1")));
  }

  @Test
  void probesAgainWithThePasswordAndSendsItsWholeBroadcast() throws Exception {
    FakeServer server =
        new FakeServer(plan(Delivery.standard())).behind(LOGIN).start().until(60 * SECOND);

    assertThat(server.connections())
        .extracting(connection -> connection.probe + " " + connection.headers.contains(LOGIN))
        .containsExactly("true false", "true true", "false true");
    assertThat(server.connections().getLast().starts(1))
        .containsExactly(0L, 20_000_000L, 40_000_000L);
    assertThat(server.reports(EncoderReport.Reconnecting.class)).isEmpty();
    assertThat(server.reports(EncoderReport.Ended.class))
        .containsExactly(new EncoderReport.Ended("encoder", 200));
  }

  @Test
  void sendsEverythingAgainWhenItIsAskedInTheMiddleOfAPost() throws Exception {
    FakeServer server =
        new FakeServer(plan(Delivery.standard().direct())).behind(LOGIN).start().until(60 * SECOND);

    assertThat(server.posts()).hasSize(2);
    assertThat(server.posts().getLast().starts(1)).containsExactly(0L, 20_000_000L, 40_000_000L);
  }

  @Test
  void givesUpWhenItsPasswordIsNotTaken() {
    FakeServer server =
        new FakeServer(plan(Delivery.standard())).behind(OTHER).start().until(60 * SECOND);

    assertThat(server.connections()).hasSize(2);
    assertThat(server.reports(EncoderReport.Refused.class))
        .containsExactly(new EncoderReport.Refused("encoder", 401, "said the server"));
  }

  @Test
  void comesAgainLaterWhenLoginsAreSlowed() {
    FakeServer server =
        new FakeServer(plan(Delivery.standard().direct()))
            .posted(post -> post == 0 ? 429 : 200)
            .start()
            .until(60 * SECOND);

    assertThat(server.posts()).hasSize(2);
    assertThat(server.reports(EncoderReport.Ended.class)).hasSize(1);
  }
}
