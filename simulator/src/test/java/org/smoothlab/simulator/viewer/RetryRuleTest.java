package org.smoothlab.simulator.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryRuleTest {
  private static final RetryRule.Asked ASKED = new RetryRule.Asked(2_000_000_000L, 2);

  @Test
  void asksAgainAfterHalfAFragmentWhenItIsAnnouncedOnly() {
    assertThat(RetryRule.decide(412, 1, ASKED))
        .isEqualTo(new RetryRule.Decision.Again(1_000_000_000L));
  }

  @Test
  void triesEachLevelThreeTimesBeforeItSkips() {
    assertThat(RetryRule.decide(404, 2, ASKED)).isInstanceOf(RetryRule.Decision.Again.class);
    assertThat(RetryRule.decide(404, 3, ASKED)).isInstanceOf(RetryRule.Decision.OtherLevel.class);
    assertThat(RetryRule.decide(404, 6, ASKED)).isInstanceOf(RetryRule.Decision.Skip.class);
  }

  @Test
  void waitsLongerAndLongerForAServerThatDoesNotAnswer() {
    assertThat(RetryRule.decide(0, 1, ASKED)).isEqualTo(new RetryRule.Decision.Again(200_000_000L));
    assertThat(RetryRule.decide(0, 3, ASKED)).isEqualTo(new RetryRule.Decision.Again(800_000_000L));
    assertThat(RetryRule.decide(0, 100, ASKED))
        .isEqualTo(new RetryRule.Decision.Again(5_000_000_000L));
  }

  @Test
  void goesBackToTheEdgeWhenItHasLeftTheWindow() {
    assertThat(RetryRule.decide(410, 1, ASKED)).isInstanceOf(RetryRule.Decision.Rejoin.class);
  }
}
