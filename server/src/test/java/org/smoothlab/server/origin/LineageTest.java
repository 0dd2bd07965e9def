package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageTest {
  @Test
  void readsTheExampleOfTheStandardAndLeavesCommentsOut() {
    // RFC 9110, 7.6.3
    assertThat(Lineage.read(List.of("1.0 fred, 1.1 p.example.net")).hops())
        .containsExactly("fred", "p.example.net");
    assertThat(
            Lineage.read(
                    List.of("HTTP/1.1 a%2Fx.isml (Smoothlab, (nested\\)) 1), 2 cdn:80", "1.1 b"))
                .hops())
        .containsExactly("a%2Fx.isml", "cdn:80", "b");
  }

  @Test
  void leavesOutWhatIsNoEntry() {
    assertThat(Lineage.read(List.of("", " , ,", "1.1", "a b c", "(1.1 x", ")1.1 y")).hops())
        .containsExactly("y");
    assertThat(Lineage.read(List.of())).isSameAs(Lineage.NONE);
  }

  @Test
  void writesWhatItReads() {
    Lineage lineage = Lineage.NONE.plus("a").plus("b");
    assertThat(lineage.via()).isEqualTo("1.1 a, 1.1 b");
    assertThat(Lineage.read(List.of(lineage.via()))).isEqualTo(lineage);
    assertThat(Lineage.NONE.via()).isEmpty();
  }

  @Test
  void readsOneHopTooManyAndNotAMillion() {
    Lineage endless = Lineage.read(Collections.nCopies(10_000, "1.1 a, 1.1 b"));
    assertThat(endless.isTooLong()).isTrue();
    assertThat(endless.hops()).hasSize(Lineage.HOPS_MAX + 1);
    assertThat(Lineage.read(Collections.nCopies(Lineage.HOPS_MAX, "1.1 a")).isTooLong()).isFalse();
  }

  @Test
  void namesAPointByATokenThatNoOtherPathHas() {
    assertThat(Lineage.token("lab one/live/évent.isml"))
        .isEqualTo("lab%20one%2Flive%2F%C3%A9vent.isml");
    assertThat(Lineage.token("a%2F")).isEqualTo("a%252F");
  }
}
