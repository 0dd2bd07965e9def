package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.PointOnStage.IDLE_AFTER_SECONDS;
import static org.smoothlab.server.origin.PointOnStage.SECOND;
import static org.smoothlab.server.origin.PointOnStage.SETTINGS;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every state of a publishing point and everything that may happen in it: what is answered, and
 * what it comes to. Written down by hand from the documents of IIS, not from the code.
 */
class LifeCycleTableTest {
  /** What happens. */
  private enum Event {
    ASK_IDLE,
    ASK_STARTED,
    ASK_STOPPED,
    NEW_SETTINGS,
    REMOVE,
    VIEWER,
    PROBE,
    ENCODER_SAME_EVENT,
    ENCODER_NEW_EVENT,
    END_OF_STREAM,
    CONNECTION_LOST,
    FILES_FINISHED,
    FILES_NEVER_FINISHED,
    UNUSED,
    FAILURE
  }

  /** Answer {@code >} state behind it. */
  private static final String TABLE =
      """
      event                | IDLE              | STARTING          | STARTED               | STOPPING              | STOPPED               | SHUTTING_DOWN             | ERROR
      ASK_IDLE             | done > IDLE       | done > IDLE       | pend > SHUTTING_DOWN  | pend > STOPPING       | done > IDLE           | pend > SHUTTING_DOWN      | done > IDLE
      ASK_STARTED          | done > STARTING   | done > STARTING   | done > STARTED        | inv > STOPPING        | inv > STOPPED         | pend > SHUTTING_DOWN      | inv > ERROR
      ASK_STOPPED          | inv > IDLE        | done > STOPPED    | pend > STOPPING       | pend > STOPPING       | done > STOPPED        | inv > SHUTTING_DOWN       | inv > ERROR
      NEW_SETTINGS         | done > IDLE       | use > STARTING    | use > STARTED         | use > STOPPING        | use > STOPPED         | pend > SHUTTING_DOWN      | use > ERROR
      REMOVE               | done > gone       | done > gone       | pend > SHUTTING_DOWN  | pend > STOPPING       | done > gone           | pend > SHUTTING_DOWN      | done > gone
      VIEWER               | - > STARTING      | - > STARTING      | - > STARTED           | - > STOPPING          | - > STOPPED           | - > SHUTTING_DOWN         | - > ERROR
      PROBE                | in > STARTING     | in > STARTING     | in > STARTED          | LIMIT > STOPPING      | in > STOPPED          | LIMIT > SHUTTING_DOWN     | NO_POINT > ERROR
      ENCODER_SAME_EVENT   | in > STARTED      | in > STARTED      | in > STARTED          | LIMIT > STOPPING      | in > STARTED          | LIMIT > SHUTTING_DOWN     | NO_POINT > ERROR
      ENCODER_NEW_EVENT    | in > STARTED      | in > STARTED      | CONFLICT > STARTED    | LIMIT > STOPPING      | in > STARTED          | LIMIT > SHUTTING_DOWN     | NO_POINT > ERROR
      END_OF_STREAM        | - > IDLE          | - > STARTING      | - > STOPPING          | - > STOPPING          | - > STOPPED           | - > SHUTTING_DOWN         | - > ERROR
      CONNECTION_LOST      | - > IDLE          | - > STARTING      | - > STARTED           | - > STOPPING          | - > STOPPED           | - > SHUTTING_DOWN         | - > ERROR
      FILES_FINISHED       | - > IDLE          | - > STARTING      | - > STARTED           | - > STOPPED           | - > STOPPED           | - > IDLE                  | - > ERROR
      FILES_NEVER_FINISHED | - > IDLE          | - > IDLE          | - > STARTED           | - > ERROR             | - > STOPPED           | - > ERROR                 | - > ERROR
      UNUSED               | - > IDLE          | - > IDLE          | - > SHUTTING_DOWN     | - > STOPPING          | - > IDLE              | - > SHUTTING_DOWN         | - > ERROR
      FAILURE              | - > IDLE          | - > ERROR         | - > ERROR             | - > ERROR             | - > ERROR             | - > ERROR                 | - > ERROR
      """;

  @TestFactory
  Stream<DynamicTest> everyEventInEveryStateDoesWhatTheTableSays() {
    return cells().entrySet().stream()
        .flatMap(row ->
            row.getValue().entrySet().stream()
                .map(cell ->
                    DynamicTest.dynamicTest(
                        row.getKey() + " in " + cell.getKey() + ": " + cell.getValue(),
                        () ->
                            assertThat(happen(row.getKey(), cell.getKey()))
                                .isEqualTo(cell.getValue()))));
  }

  @Test
  void theTableHasEveryCell() {
    Map<Event, Map<PointState, String>> cells = cells();
    assertThat(cells).hasSize(Event.values().length);
    assertThat(cells.values())
        .allSatisfy(row -> assertThat(row).hasSize(PointState.values().length));
  }

  private static Map<Event, Map<PointState, String>> cells() {
    List<String[]> lines = TABLE.lines().map(line -> line.split("\\|", -1)).toList();
    List<PointState> states =
        Arrays.stream(lines.getFirst())
            .skip(1)
            .map(String::strip)
            .map(PointState::valueOf)
            .toList();
    Map<Event, Map<PointState, String>> cells = new EnumMap<>(Event.class);
    for (String[] line : lines.subList(1, lines.size())) {
      Map<PointState, String> row = new EnumMap<>(PointState.class);
      for (int i = 0; i < states.size(); i++) {
        row.put(states.get(i), line[i + 1].strip());
      }
      cells.put(Event.valueOf(line[0].strip()), row);
    }
    return cells;
  }

  private static String happen(Event event, PointState state) {
    PointOnStage stage = PointOnStage.in(state, SETTINGS);
    String answer = happen(event, stage);
    boolean gone = stage.origin.find(PointOnStage.PATH).isEmpty();
    return answer + " > " + (gone ? "gone" : stage.point.state());
  }

  private static String happen(Event event, PointOnStage stage) {
    return switch (event) {
      case ASK_IDLE -> answer(stage.command(Target.IDLE));
      case ASK_STARTED -> answer(stage.command(Target.STARTED));
      case ASK_STOPPED -> answer(stage.command(Target.STOPPED));
      case NEW_SETTINGS ->
          switch (stage.point.configure(SETTINGS.withTitle("new"), stage.nowNanos)) {
            case Configured.Done() -> "done";
            case Configured.InUse _ -> "use";
            case Configured.Pending _ -> "pend";
          };
      case REMOVE ->
          switch (stage.origin.remove(PointOnStage.PATH, stage.nowNanos)) {
            case Removed.Done() -> "done";
            case Removed.Pending _ -> "pend";
            case Removed.Missing() -> "missing";
          };
      case PROBE -> answer(stage.point.probe(new SourceId("one", "a", "probe"), stage.nowNanos));
      case ENCODER_SAME_EVENT -> answer(stage.connect("one"));
      case ENCODER_NEW_EVENT -> answer(stage.connect("two"));
      default -> {
        befall(event, stage);
        yield "-";
      }
    };
  }

  private static void befall(Event event, PointOnStage stage) {
    switch (event) {
      case VIEWER -> stage.point.touch(stage.nowNanos);
      case END_OF_STREAM -> stage.source.ifPresent(source -> source.endOfStream(stage.nowNanos));
      case CONNECTION_LOST -> stage.disconnect();
      case FILES_FINISHED -> stage.finishFiles();
      case FILES_NEVER_FINISHED -> stage.pass(Recordings.CLOSE_NANOS_MAX);
      case UNUSED -> {
        stage.disconnect();
        stage.pass(IDLE_AFTER_SECONDS * SECOND);
      }
      case FAILURE ->
          stage.point.fail(new PointFault(PointFault.E_FAIL, "something broke"), stage.nowNanos);
      default -> throw new IllegalArgumentException("answers: " + event);
    }
  }

  private static String answer(Commanded commanded) {
    return switch (commanded) {
      case Commanded.Done _ -> "done";
      case Commanded.Pending _ -> "pend";
      case Commanded.Invalid _ -> "inv";
    };
  }

  private static String answer(Optional<Refusal> refusal) {
    return refusal.map(Refusal::kind).map(Enum::name).orElse("in");
  }
}
