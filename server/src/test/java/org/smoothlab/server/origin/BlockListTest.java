package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockListTest {
  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  private static <T> List<T> items(BlockList<T> list) {
    return IntStream.range(0, list.size()).mapToObj(list::get).toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void behavesLikeAListAndNeverChangesAnOlderSnapshot(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BlockList<Integer> list = BlockList.empty();
    List<Integer> model = new ArrayList<>();
    for (int step = 0; step < 400; step++) {
      BlockList<Integer> before = list;
      List<Integer> modelBefore = List.copyOf(model);
      int choice = random.nextInt(13);
      if (choice < 7 || model.isEmpty()) {
        list = list.append(step);
        model.add(step);
      } else if (choice >= 10) {
        int index = choice == 12 ? random.nextInt(model.size() + 1) : 0;
        list = list.insert(index, step);
        model.add(index, step);
      } else if (choice < 9) {
        int count = random.nextInt(Math.min(40, model.size()) + 1);
        list = list.dropFirst(count);
        model.subList(0, count).clear();
      } else {
        int index = random.nextInt(model.size());
        list = list.with(index, -step);
        model.set(index, -step);
      }
      assertThat(items(before)).isEqualTo(modelBefore);
      assertThat(items(list)).isEqualTo(model);
    }
  }

  @Test
  void refusesAnIndexOutside() {
    BlockList<String> list = BlockList.<String>empty().append("a");
    assertThat(list.last()).isEqualTo("a");
    assertThatThrownBy(() -> list.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.get(-1)).hasMessage("index -1 of 1");
    assertThatThrownBy(() -> list.dropFirst(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
