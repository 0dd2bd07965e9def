package org.smoothlab.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.management.PointCommands.Progress;

class PointCommandsTest {
  private static final long WAIT_NANOS_MAX = 10;
  private static final Progress PENDING = new Progress.Pending();
  private static final Progress DONE = new Progress.Done();

  private final PointCommands commands = new PointCommands(WAIT_NANOS_MAX);
  private final List<String> done = new ArrayList<>();
  private boolean busy;

  private PointCommands.Command named(String name) {
    return _ -> {
      if (busy) {
        return PENDING;
      }
      done.add(name);
      return DONE;
    };
  }

  private static int errorOf(Progress progress) {
    return ((Progress.Refused) progress).problem().hresult();
  }

  @Test
  void carriesOutInTheOrderOfArrivalWhoeverAsks() {
    busy = true;
    var first = commands.submit("/a.isml", named("first"), 0);
    var second = commands.submit("/a.isml", named("second"), 0);
    assertThat(first.progress(1)).isEqualTo(PENDING);
    assertThat(second.progress(1)).isEqualTo(PENDING);

    busy = false;

    assertThat(second.progress(2)).isEqualTo(DONE);
    assertThat(done).containsExactly("first", "second");
    assertThat(first.progress(2)).isEqualTo(DONE);
    assertThat(done).hasSize(2);
  }

  @Test
  void doesNotLetOnePointWaitForAnother() {
    busy = true;
    commands.submit("/a.isml", named("held"), 0).progress(0);

    assertThat(commands.submit("/b.isml", _ -> DONE, 0).progress(0)).isEqualTo(DONE);
  }

  @Test
  void locksOutWhoWaitedTooLongAndGoesOnWithTheNext() {
    busy = true;
    var first = commands.submit("/a.isml", named("first"), 0);
    var second = commands.submit("/a.isml", named("second"), 5);

    assertThat(first.progress(WAIT_NANOS_MAX - 1)).isEqualTo(PENDING);
    assertThat(errorOf(first.progress(WAIT_NANOS_MAX)))
        .isEqualTo(ManagementError.PUBLISHING_POINT_LOCKED.hresult());
    busy = false;
    assertThat(second.progress(WAIT_NANOS_MAX)).isEqualTo(DONE);
    assertThat(done).containsExactly("second");
  }

  @Test
  void forgetsWhatWasTakenBack() {
    busy = true;
    var first = commands.submit("/a.isml", named("first"), 0);
    var second = commands.submit("/a.isml", named("second"), 0);

    assertThat(errorOf(first.giveUp()))
        .isEqualTo(ManagementError.PUBLISHING_POINT_LOCKED.hresult());
    busy = false;
    assertThat(second.progress(1)).isEqualTo(DONE);
    assertThat(done).containsExactly("second");
  }

  @Test
  void keepsAnOutcomeThatCameBeforeItWasTakenBack() {
    var command = commands.submit("/a.isml", named("only"), 0);
    command.progress(0);

    assertThat(command.giveUp()).isEqualTo(DONE);
  }

  @Test
  void boundsTheQueueOfAPoint() {
    busy = true;
    for (int i = 0; i < PointCommands.WAITING_COUNT_MAX; i++) {
      commands.submit("/a.isml", named("waiting"), 0);
    }

    assertThat(errorOf(commands.submit("/a.isml", named("one more"), 0).progress(0)))
        .isEqualTo(ManagementError.PUBLISHING_POINT_LOCKED.hresult());
  }
}
