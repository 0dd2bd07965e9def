package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.protocol.Console.POINT;
import static org.smoothlab.server.protocol.Console.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.server.management.ManagementError;
import org.smoothlab.server.origin.PointState;

/** Every request of the management API in every state of a point, and who waits for whom. */
class ManagementStatesTest {
  private final Console console = new Console();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # state        | Idle        | Started     | Stopped     | internal | settings | DELETE   | statistics
          IDLE           | 200         | 200         | 28          | 27       | 200      | 200      | 2F
          STARTING       | 200         | 200         | 200         | 27       | 29       | 200      | 200
          STARTED        | wait 200    | 200         | wait 200    | 27       | 29       | wait 200 | 200
          STOPPING       | wait 200    | 28          | wait 200    | 27       | 29       | wait 200 | 200
          STOPPED        | 200         | 28          | 200         | 27       | 29       | 200      | 200
          SHUTTING_DOWN  | wait 200    | wait 200    | 28          | 27       | wait 200 | wait 200 | 200
          ERROR          | 200         | 28          | 28          | 27       | 29       | 200      | 200
          """)
  void answersEachRequestInEachState(
      PointState state,
      String idle,
      String started,
      String stopped,
      String internal,
      String settings,
      String delete,
      String statistics) {
    assertThat(outcome(state, c -> c.putState(POINT, "Idle"))).isEqualTo(idle);
    assertThat(outcome(state, c -> c.putState(POINT, "Started"))).isEqualTo(started);
    assertThat(outcome(state, c -> c.putState(POINT, "Stopped"))).isEqualTo(stopped);
    for (String value : List.of("Starting", "Stopping", "ShuttingDown", "Error")) {
      assertThat(outcome(state, c -> c.putState(POINT, value))).isEqualTo(internal);
    }
    assertThat(outcome(state, c -> c.putSettings(POINT, "<Title>x</Title>"))).isEqualTo(settings);
    assertThat(outcome(state, c -> c.call("DELETE", POINT + "/settings"))).isEqualTo(delete);
    assertThat(outcome(state, c -> c.get(POINT + "/statistics"))).isEqualTo(statistics);
    assertThat(outcome(state, c -> c.get(POINT + "/settings"))).isEqualTo("200");
    assertThat(outcome(state, c -> c.get(POINT + "/state"))).isEqualTo("200");
  }

  /**
   * The status or the last digits of the error, with "wait" when it came after a transient state.
   */
  private static String outcome(PointState state, Function<Console, Console.Call> request) {
    Console console = new Console().in(state);
    Console.Sent sent = request.apply(console).begin();
    boolean waited = sent.waits();
    for (int round = 0; sent.waits(); round++) {
      assertThat(round).isLessThan(3);
      console.closeRecording();
      sent.again();
    }
    Console.Answer answer = sent.answer();
    String outcome =
        answer.status() == 200 ? "200" : answer.element("ErrorCode").substring("0x808800".length());
    return waited ? "wait " + outcome : outcome;
  }

  @Test
  void leavesThePointWhereTheCommandSaid() {
    console.in(PointState.STOPPING);
    Console.Sent idle = console.putState(POINT, "Idle").begin();
    console.closeRecording();
    idle.again();

    assertThat(idle.answer().status()).isEqualTo(200);
    assertThat(console.point().state()).isEqualTo(PointState.IDLE);
  }

  @Test
  void locksOutWhoWaitsLongerThanTheBound() {
    console.in(PointState.STARTED);
    Console.Sent sent = console.putState(POINT, "Stopped").begin();
    assertThat(sent.deadlineNanos()).isEqualTo(10 * SECOND);

    console.nowNanos = sent.deadlineNanos();

    assertThat(sent.again().answer().error()).isEqualTo(ManagementError.PUBLISHING_POINT_LOCKED);
    assertThat(sent.answer().element("ErrorMessage")).contains("try again");
  }

  @Test
  void carriesOutTwoManagersOneAfterTheOther() {
    console.in(PointState.STARTED);
    Console.Sent shutDown = console.putState(POINT, "Idle").begin();
    Console.Sent start = console.putState(POINT, "Started").begin();
    assertThat(shutDown.waits()).isTrue();
    assertThat(start.waits()).isTrue();

    console.closeRecording();

    // The second is woken first: the first must not shut down what the second starts.
    assertThat(start.again().answer().status()).isEqualTo(200);
    assertThat(shutDown.again().answer().status()).isEqualTo(200);
    assertThat(console.point().state()).isEqualTo(PointState.STARTING);
  }

  @Test
  void tellsWhoWaitsThatThePointIsGone() {
    console.in(PointState.STARTED);
    Console.Sent delete = console.call("DELETE", POINT + "/settings").begin();
    Console.Sent start = console.putState(POINT, "Started").begin();

    console.closeRecording();

    assertThat(start.again().answer().error())
        .isEqualTo(ManagementError.PUBLISHING_POINT_NOT_FOUND);
    assertThat(delete.again().answer().status()).isEqualTo(200);
  }

  @Test
  void neverFailsToStartRightAfterAShutDown() {
    console.in(PointState.IDLE);
    for (int round = 1; round <= 1_000; round++) {
      assertThat(console.putState(POINT, "Idle").send().status()).isEqualTo(200);
      assertThat(console.putState(POINT, "Started").send().status()).isEqualTo(200);
    }
  }

  @Test
  void letsOneOfAHundredConcurrentCreatesWin() throws Exception {
    CyclicBarrier start = new CyclicBarrier(100);
    List<Callable<Integer>> creates = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String title = "<Title>" + i + "</Title>";
      creates.add(() -> {
        Console.Call call = console.create(POINT, title);
        start.await();
        Console.Answer answer = call.send();
        return answer.status() == 201 ? 201 : answer.error().hresult() & 0xFF;
      });
    }
    List<Integer> outcomes = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> outcome : clients.invokeAll(creates)) {
        outcomes.add(outcome.get());
      }
    }

    assertThat(outcomes).containsOnlyOnce(201);
    assertThat(outcomes.stream().filter(code -> code == 0x2B)).hasSize(99);
    assertThat(console.store.stored.get(POINT)).isEqualTo(console.point().settings());
  }
}
