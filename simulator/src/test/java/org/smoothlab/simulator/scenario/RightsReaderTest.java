package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scenario file says about who may do what. */
class RightsReaderTest {
  private static final String WHOLE =
      """
      name: doors
      duration: 10s
      links: {lan: {}}
      origins:
        hub:
          link: lan
          access: {publish: [camera, twin], syndicate: edge, watch: []}
          points: {/live/event.isml: {pushTo: twin}}
        twin: {link: lan, access: {publish: anyone, watch: [home, club]}}
        edge: {link: lan, points: {/live/event.isml: {pullFrom: hub}}}
      encoders: {camera: {link: lan, origin: hub}}
      viewers:
        home: {link: lan, origin: twin}
        club: {link: lan, origin: edge}
      """;

  @Test
  void readsListsNamesAndAnyone() throws Exception {
    Scenario.Topology topology = read(WHOLE).topology();

    assertThat(topology.rights("hub"))
        .isEqualTo(
            new Rights(
                Rights.Group.of(List.of("camera", "twin")),
                Rights.Group.of(List.of("edge")),
                Rights.Group.of(List.of())));
    assertThat(topology.rights("twin"))
        .isEqualTo(
            new Rights(
                Rights.Group.ANYONE,
                Rights.Group.ANYONE,
                Rights.Group.of(List.of("home", "club"))));
    assertThat(topology.rights("edge")).isEqualTo(Rights.OPEN);
    assertThat(topology.isOpen()).isFalse();
  }

  @Test
  void letsEverybodyDoEverythingWhereNothingIsSaid() throws Exception {
    String silent = WHOLE.replaceAll("access: \\{[^}]*}", "archive: false");

    assertThat(read(silent).topology().isOpen()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[camera, twin]|[camera, home]|publish: expected encoders or origins (camera, edge, hub,"
            + " twin), found home",
        "syndicate: edge|syndicate: camera|syndicate: expected origins (edge, hub, twin),"
            + " found camera",
        "watch: []|watch: [home-1]|watch: expected kinds of viewers (club, home), found home-1",
        "watch: []|watch: [anyone]|watch: expected kinds of viewers (club, home), found anyone",
        "watch: []|watch: [home, home]|watch: expected each name once, found home twice",
        "watch: []|watch: {home: yes}|"
            + "watch: expected a single value, found {\"home\":\"yes\"}",
        "watch: []|look: []|access: expected one of publish, syndicate, watch, found look",
      })
  void saysWhatIsWrong(String right, String wrong, String message) {
    assertThatThrownBy(() -> read(WHOLE.replace(right, wrong)))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("t.yaml: origins.hub.access")
        .hasMessageEndingWith(message);
  }

  private static Scenario read(String text) throws ScenarioException {
    return ScenarioReader.read("t.yaml", text);
  }
}
