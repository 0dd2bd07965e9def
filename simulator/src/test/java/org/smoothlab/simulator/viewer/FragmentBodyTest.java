package org.smoothlab.simulator.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.trace.FragmentHash;

class FragmentBodyTest {
  private static final FragmentTime TIME = new FragmentTime(40_000_000, 20_000_000);
  private static final List<FragmentTime> FOLLOWING =
      List.of(new FragmentTime(60_000_000, 20_000_000), new FragmentTime(80_000_000, 19_000_000));
  private static final Slice BODY = FakeOrigin.fragment(TIME, FOLLOWING, 50);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 9, 100, 153, 154, 1000})
  void readsTheSameHoweverItArrives(int pieceBytes) throws Exception {
    FragmentBody body = new FragmentBody();
    for (long at = 0; at < BODY.size(); at += pieceBytes) {
      body.add(BODY.slice(at, Math.min(pieceBytes, BODY.size() - at)));
    }

    long hash =
        FragmentHash.ofBody(List.of(BODY.slice(0, BODY.size() - 50), BODY.from(BODY.size() - 50)));
    assertThat(body.read()).isEqualTo(new FragmentBody.Times(TIME, FOLLOWING, hash));
    assertThat(body.bodyBytes()).isEqualTo(BODY.size());
  }

  @ParameterizedTest
  @MethodSource("everyOffset")
  void refusesABodyCutAt(int offset) throws Exception {
    FragmentBody body = new FragmentBody();
    body.add(BODY.slice(0, offset));

    assertThatThrownBy(body::read).isInstanceOf(MalformedMediaException.class);
  }

  static IntStream everyOffset() {
    return IntStream.range(0, (int) BODY.size());
  }

  @Test
  void refusesAMoofBeyondItsBound() {
    FragmentBody body = new FragmentBody();

    assertThatThrownBy(() -> body.add(Slice.ofHex("7fffffff 6d6f6f66")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("moof of 2147483647 bytes, expected 8..1048576");
  }

  @Test
  void refusesWhatFollowsTheMdat() throws Exception {
    FragmentBody body = new FragmentBody();
    body.add(BODY);
    body.add(Slice.ofHex("00"));

    assertThatThrownBy(body::read)
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("expected one mdat of 59 bytes, found 8 bytes 0000003a6d646174");
  }

  @Test
  void refusesAMoofWithoutATime() throws Exception {
    FragmentBody body = new FragmentBody();
    body.add(Slice.ofHex("00000010 6d6f6f66 00000008 74726166 00000008 6d646174"));

    assertThatThrownBy(body::read)
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("no tfxd");
  }
}
