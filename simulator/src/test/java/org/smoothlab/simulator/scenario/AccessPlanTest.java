package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.server.AccessFile;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.access.Grantee;
import org.smoothlab.server.access.Principal;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.relay.Credentials;
import org.smoothlab.simulator.net.Header;

/** What origins know of those who take part, in both worlds. */
class AccessPlanTest {
  // A kind of viewers that has the name of an encoder.
  private static final String DOORS =
      """
      name: doors
      duration: 10s
      links: {lan: {}}
      origins:
        hub:
          link: lan
          access: {publish: [camera, edge], syndicate: [edge], watch: [camera]}
        edge: {link: lan}
      encoders: {camera: {link: lan, origin: hub}}
      viewers: {camera: {link: lan, origin: hub}}
      """;

  @TempDir private Path folder;

  @Test
  void givesEachRightToThoseWhoAreNamed() throws Exception {
    AccessPolicy policy = policy("hub", DOORS);

    assertThat(policy.grantees(Right.PUBLISH, "/live/event.isml"))
        .containsExactly(token("encoder-camera"), user("origin-edge"));
    assertThat(policy.grantees(Right.SYNDICATE, "/live/event.isml"))
        .containsExactly(user("origin-edge"));
    assertThat(policy.grantees(Right.WATCH, "/live/event.isml"))
        .containsExactly(token("viewers-camera"), token("inspector"));
    assertThat(policy.grantees(Right.MANAGE_WRITE, "/live/event.isml")).isEmpty();
  }

  @Test
  void leavesOpenWhatIsLeftOut() throws Exception {
    assertThat(policy("edge", DOORS).grantees(Right.PUBLISH, "/live/event.isml"))
        .containsExactly(new Grantee.Anyone());
  }

  @Test
  void isWrittenAsOriginsReadIt() throws Exception {
    Scenario.Topology topology = read(DOORS).topology();
    AccessPlan plan = new AccessPlan(topology);
    Scenario.PlannedOrigin hub = topology.origin("hub").orElseThrow();

    plan.write(hub, folder);

    AccessPolicy written = AccessFile.read(folder.resolve(AccessPlan.ACCESS_FILE)).policy();
    assertThat(written).isEqualTo(plan.policy(hub));
    assertThat(folder.resolve(AccessPlan.CREDENTIALS_FILE))
        .hasContent(
            """
            credentials:
              - {name: own, user: origin-hub, password: proof-of-origin-hub}
            """);
  }

  @Test
  void saysNothingWhereNobodyAsks() throws Exception {
    String open = DOORS.replaceAll("access: \\{[^}]*}", "archive: false");
    Scenario.Topology topology = read(open).topology();
    AccessPlan plan = new AccessPlan(topology);

    plan.write(topology.origin("hub").orElseThrow(), folder);

    assertThat(folder).isEmptyDirectory();
    assertThat(policy("hub", open)).isEqualTo(AccessPolicy.OPEN);
    assertThat(plan.logins().ofEncoder("camera")).isEmpty();
    assertThat(plan.logins().credentialName()).isEmpty();
    assertThat(plan.logins().credentials("edge")).isEqualTo(Credentials.NONE);
  }

  @Test
  void tellsEncodersAndViewersOfOneNameApart() throws Exception {
    Logins logins = new Logins(read(DOORS).topology());

    assertThat(List.of(logins.ofEncoder("camera"), logins.ofViewers("camera")))
        .containsExactly(
            Optional.of(new Header("Authorization", "Bearer proof-of-encoder-camera")),
            Optional.of(new Header("Authorization", "Bearer proof-of-viewers-camera")));
  }

  private static AccessPolicy policy(String origin, String text) throws ScenarioException {
    Scenario.Topology topology = read(text).topology();
    return new AccessPlan(topology).policy(topology.origin(origin).orElseThrow());
  }

  private static Grantee token(String name) {
    return new Grantee.One(new Principal.Token(name));
  }

  private static Grantee user(String name) {
    return new Grantee.One(new Principal.User(name));
  }

  private static Scenario read(String text) throws ScenarioException {
    return ScenarioReader.read("t.yaml", text);
  }
}
