package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.PointOnStage.PATH;
import static org.smoothlab.server.origin.PointOnStage.SECOND;
import static org.smoothlab.server.origin.PointOnStage.SETTINGS;
import static org.smoothlab.server.origin.TestTrack.HIGH;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smoothlab.server.origin.PointSettings.Peer;
import org.smoothlab.server.origin.PointSettings.SourceType;

class LifeCycleTest {
  private static final PointSettings PULL =
      SETTINGS.withPeers(SourceType.PULL, List.of(new Peer("http://up.example/a.isml", "")));

  @Test
  void stoppingLastsUntilTheFilesAreFinished() {
    PointOnStage stage = PointOnStage.in(PointState.STARTED, SETTINGS);
    Commanded.Pending pending = (Commanded.Pending) stage.command(Target.STOPPED);
    assertThat(pending.state()).isEqualTo(PointState.STOPPING);
    assertThat(stage.point.view().version()).isEqualTo(pending.version());
    stage.finishFiles();
    assertThat(stage.point.view().version()).isGreaterThan(pending.version());
    assertThat(stage.point.commandAgain(Target.STOPPED, pending.version(), stage.nowNanos))
        .isEqualTo(new Commanded.Done(PointState.STOPPED));
  }

  @Test
  void withoutARecorderNoStateLasts() {
    PointOnStage stage = new PointOnStage(SETTINGS, OriginSettings.DEFAULT);
    stage.start();
    assertThat(stage.command(Target.STOPPED)).isEqualTo(new Commanded.Done(PointState.STOPPED));
    assertThat(stage.command(Target.IDLE)).isEqualTo(new Commanded.Done(PointState.IDLE));
  }

  @Test
  void withTheArchiveOffNobodyWaitsForTheRecorder() {
    PointOnStage stage = PointOnStage.in(PointState.STARTED, SETTINGS.withArchiveEnabled(false));
    assertThat(stage.command(Target.STOPPED)).isEqualTo(new Commanded.Done(PointState.STOPPED));
  }

  @Test
  void whoAskedForIdleIsAnsweredThoughAnotherManagerHasStartedSince() {
    PointOnStage stage = PointOnStage.in(PointState.STARTED, SETTINGS);
    Commanded.Pending idle = (Commanded.Pending) stage.command(Target.IDLE);
    Commanded.Pending started = (Commanded.Pending) stage.command(Target.STARTED);
    stage.finishFiles();
    assertThat(stage.point.commandAgain(Target.STARTED, started.version(), stage.nowNanos))
        .isEqualTo(new Commanded.Done(PointState.STARTING));
    assertThat(stage.point.commandAgain(Target.IDLE, idle.version(), stage.nowNanos))
        .isEqualTo(new Commanded.Done(PointState.IDLE));
    assertThat(stage.point.state()).isEqualTo(PointState.STARTING);
  }

  @Test
  void idleAndStartedAtOnceNeverFails() {
    PointOnStage stage = PointOnStage.in(PointState.STARTED, SETTINGS);
    for (int i = 0; i < 1_000; i++) {
      Commanded.Pending idle = (Commanded.Pending) stage.command(Target.IDLE);
      stage.finishFiles();
      assertThat(stage.point.commandAgain(Target.IDLE, idle.version(), stage.nowNanos))
          .isEqualTo(new Commanded.Done(PointState.IDLE));
      assertThat(stage.command(Target.STARTED)).isEqualTo(new Commanded.Done(PointState.STARTING));
      stage.disconnect();
      stage.start();
    }
  }

  @Test
  void shuttingDownRecordsWhatWasAcceptedAndServesNothing() {
    PointOnStage stage = PointOnStage.in(PointState.STARTED, SETTINGS.withLookAheadChunks(2));
    stage.command(Target.IDLE);
    assertThat(stage.log.all(Effect.FragmentAccepted.class)).hasSize(2);
    assertThat(stage.log.all(Effect.RunEnded.class)).containsExactly(new Effect.RunEnded(PATH, 1));
    assertThat(stage.point.view().timelines()).isEmpty();
    assertThat(stage.point.view().state().serves()).isFalse();
  }

  @Test
  void aRunEndsOnceHoweverItWasStopped() {
    PointOnStage stage = PointOnStage.in(PointState.STOPPED, SETTINGS);
    stage.command(Target.IDLE);
    stage.start();
    stage.point.fail(new PointFault(PointFault.E_FAIL, "x"), stage.nowNanos);
    stage.command(Target.IDLE);
    assertThat(stage.log.all(Effect.RunEnded.class))
        .containsExactly(new Effect.RunEnded(PATH, 1), new Effect.RunEnded(PATH, 2));
  }

  @Test
  void aSourceOfAnEarlierRunMustAnnounceItselfAnew() {
    PointOnStage stage = PointOnStage.in(PointState.STARTED, SETTINGS);
    Source early = stage.source.orElseThrow();
    stage.command(Target.IDLE);
    stage.finishFiles();
    stage.start();
    Refusal refusal = early.deliver(HIGH.fragment(2), stage.nowNanos).orElseThrow();
    assertThat(refusal)
        .isEqualTo(
            new Refusal(Refusal.Kind.CONFLICT, PATH + " began a new run: expected a new announce"));
  }

  @Test
  void anAbandonedRunIsReplacedWhileItsFilesAreFinished() {
    PointOnStage stage = PointOnStage.in(PointState.STARTED, SETTINGS);
    stage.disconnect();
    assertThat(stage.connect("two")).isEmpty();
    assertThat(stage.states())
        .endsWith(PointState.STARTED, PointState.STOPPING, PointState.STARTING, PointState.STARTED);
    assertThat(stage.point.roleState(Role.ARCHIVE)).isEqualTo(RoleState.STARTED);
    stage.command(Target.STOPPED);
    stage.point.recordingClosed(2, stage.nowNanos);
    assertThat(stage.point.state()).as("the first run is open").isEqualTo(PointState.STOPPING);
    stage.point.recordingClosed(1, stage.nowNanos);
    assertThat(stage.point.state()).isEqualTo(PointState.STOPPED);
  }

  @Test
  void errorSaysWhyAndForgetsItWhenLeft() {
    PointOnStage stage = PointOnStage.in(PointState.ERROR, SETTINGS);
    PointFault fault = new PointFault(0x80070070, "the disk is full");
    assertThat(stage.point.lastError()).contains(fault);
    assertThat(fault.hresultText()).isEqualTo("0x80070070");
    assertThat(stage.log.all(Effect.Failed.class)).containsExactly(new Effect.Failed(PATH, fault));
    stage.command(Target.IDLE);
    assertThat(stage.point.lastError()).isEmpty();
  }

  @Test
  void anArchiveThatNeverFinishesIsAnError() {
    PointOnStage stage = PointOnStage.in(PointState.STOPPING, SETTINGS);
    stage.pass(120 * SECOND - 1);
    assertThat(stage.point.state()).isEqualTo(PointState.STOPPING);
    stage.pass(1);
    assertThat(stage.point.state()).isEqualTo(PointState.ERROR);
    assertThat(stage.point.lastError())
        .contains(
            new PointFault(
                0x800705B4, PATH + ": the archive did not finish its files within 120 s"));
  }

  @Test
  void aPullPointFailsToStartInPlainWords() {
    PointOnStage stage = new PointOnStage(PULL);
    assertThat(stage.command(Target.STARTED)).isEqualTo(new Commanded.Done(PointState.ERROR));
    assertThat(stage.point.lastError())
        .contains(new PointFault(0x80004001, PATH + " is a pull point: this origin cannot pull"));
    assertThat(stage.states()).containsExactly(PointState.STARTING, PointState.ERROR);
    assertThat(stage.connect("one").orElseThrow())
        .isEqualTo(new Refusal(Refusal.Kind.NO_POINT, PATH + " is a pull point and takes no POST"));
  }

  @Test
  void withoutAutoStartNoRequestStarts() {
    PointOnStage stage = new PointOnStage(SETTINGS.withAutoStart(false));
    stage.point.touch(0);
    assertThat(stage.connect("one").orElseThrow())
        .isEqualTo(
            new Refusal(Refusal.Kind.NO_POINT, PATH + " is Idle and does not start by itself"));
    assertThat(stage.point.state()).isEqualTo(PointState.IDLE);
  }

  @Test
  void autoRestartNeedsAutoStart() {
    PointOnStage stage = PointOnStage.in(PointState.STOPPED, SETTINGS.withAutoStart(false));
    assertThat(stage.connect("one").orElseThrow().kind()).isEqualTo(Refusal.Kind.CONFLICT);
  }

  @Test
  void goesIdleWhenNobodyUsedItForLongEnough() {
    PointOnStage stage = PointOnStage.in(PointState.STOPPED, SETTINGS);
    stage.pass(10 * SECOND);
    stage.disconnect();
    stage.pass(59 * SECOND);
    stage.point.touch(stage.nowNanos);
    stage.pass(60 * SECOND - 1);
    assertThat(stage.point.state()).isEqualTo(PointState.STOPPED);
    stage.pass(1);
    assertThat(stage.point.state()).isEqualTo(PointState.IDLE);
  }

  @Test
  void staysAsLongAsASourceIsConnected() {
    PointOnStage stage = PointOnStage.in(PointState.STARTED, SETTINGS);
    stage.pass(3_600 * SECOND);
    assertThat(stage.point.state()).isEqualTo(PointState.STARTED);
    stage.disconnect();
    stage.pass(60 * SECOND);
    assertThat(stage.point.state()).isEqualTo(PointState.SHUTTING_DOWN);
  }

  @Test
  void staysForEverWhenNotTold() {
    PointOnStage stage = PointOnStage.in(PointState.STARTED, SETTINGS.withIdleAfterSeconds(0));
    stage.disconnect();
    stage.pass(1_000_000 * SECOND);
    assertThat(stage.point.state()).isEqualTo(PointState.STARTED);
  }

  @Test
  void showsNewSettingsBeforeItTellsOfThem() {
    List<String> seen = new ArrayList<>();
    List<PublishingPoint> points = new ArrayList<>();
    Origin origin =
        new Origin(
            OriginSettings.DEFAULT,
            new WallClock(Instant.EPOCH, 0),
            effect -> {
              if (effect instanceof Effect.SettingsChanged) {
                seen.add(points.getFirst().settings().title());
              }
            });
    points.add(origin.create(PATH, SETTINGS.withTitle("old")));
    points.getFirst().configure(SETTINGS.withTitle("new"), 0);
    assertThat(seen).containsExactly("new");
  }

  /** Relays look at a point from another thread as soon as they hear of its state. */
  @Test
  void showsItsStateToWhoeverWaitsUntilItIsSettled() throws Exception {
    List<PublishingPoint> points = new ArrayList<>();
    List<FutureTask<PointState>> looks = new ArrayList<>();
    Origin origin =
        new Origin(
            OriginSettings.DEFAULT,
            new WallClock(Instant.EPOCH, 0),
            effect -> {
              if (effect instanceof Effect.StateChanged) {
                looks.add(new FutureTask<>(() -> points.getFirst().settledView().state()));
                Thread looking = Thread.ofPlatform().start(looks.getLast());
                while (looking.getState() != Thread.State.WAITING && !looks.getLast().isDone()) {
                  Thread.onSpinWait();
                }
              }
            });
    points.add(origin.create(PATH, SETTINGS));
    points.getFirst().command(Target.STARTED, 0);
    assertThat(looks).hasSize(1);
    assertThat(looks.getFirst().get()).isEqualTo(PointState.STARTING);
  }

  @Test
  void preparedSettingsCountAtOnceWhenIdle() {
    PointOnStage stage = new PointOnStage(SETTINGS);
    long version = stage.point.view().version();
    stage.point.prepare(SETTINGS.withTitle("new"));
    assertThat(stage.point.settings().title()).isEqualTo("new");
    assertThat(stage.point.view().version()).isGreaterThan(version);
    assertThat(stage.log.all(Effect.SettingsChanged.class)).hasSize(1);
    stage.point.prepare(SETTINGS.withTitle("new"));
    assertThat(stage.log.all(Effect.SettingsChanged.class)).as("no change").hasSize(1);
  }

  @Test
  void preparedSettingsCountFromTheNextStart() {
    PointOnStage stage = PointOnStage.in(PointState.STOPPED, SETTINGS);
    stage.point.prepare(SETTINGS.withTitle("new").withLookAheadChunks(2));
    assertThat(stage.point.settings().title()).isEmpty();
    assertThat(stage.connect("two")).isEmpty();
    assertThat(stage.point.settings().title()).isEqualTo("new");
    stage.source.orElseThrow().deliver(HIGH.fragment(0), stage.nowNanos);
    assertThat(stage.point.view().hasPublished()).as("look-ahead of the new run").isFalse();
  }

  @Test
  void preparedSettingsCountWhenIdleIsReached() {
    PointOnStage stage = PointOnStage.in(PointState.SHUTTING_DOWN, SETTINGS);
    stage.point.prepare(SETTINGS.withTitle("new"));
    assertThat(stage.point.settings().title()).isEmpty();
    stage.finishFiles();
    assertThat(stage.point.settings().title()).isEqualTo("new");
  }

  @Test
  void anEncoderDoesNotTurnAPushPointIntoAPullPoint() {
    PointOnStage stage = PointOnStage.in(PointState.STOPPED, SETTINGS);
    stage.point.prepare(PULL);
    assertThat(stage.connect("two")).isEmpty();
    assertThat(stage.point.state()).isEqualTo(PointState.STARTED);
    stage.command(Target.IDLE);
    stage.finishFiles();
    assertThat(stage.point.settings()).isEqualTo(PULL);
  }

  @Test
  void aRemovedPointIsOfNoUse() {
    PointOnStage stage = PointOnStage.in(PointState.STARTED, SETTINGS);
    stage.origin.remove(PATH, 0);
    stage.finishFiles();
    assertThat(stage.origin.find(PATH)).as("asked again, not yet").isPresent();
    assertThat(stage.origin.remove(PATH, 0)).isEqualTo(new Removed.Done());
    assertThat(stage.origin.remove(PATH, 0)).isEqualTo(new Removed.Missing());
    assertThat(stage.connect("one").orElseThrow().message()).isEqualTo(PATH + " was removed");
    assertThat(stage.command(Target.STARTED)).isEqualTo(new Commanded.Invalid(PointState.IDLE));
    assertThat(stage.log.all(Effect.PointRemoved.class))
        .containsExactly(new Effect.PointRemoved(PATH));
  }

  @Test
  void createsOnlyWhatIsNotThere() {
    PointOnStage stage = new PointOnStage(SETTINGS);
    assertThat(stage.origin.createNew(PATH, SETTINGS)).isEmpty();
    assertThat(stage.origin.createNew("/b.isml", SETTINGS)).isPresent();
    assertThat(stage.log.all(Effect.PointCreated.class))
        .containsExactly(new Effect.PointCreated(PATH), new Effect.PointCreated("/b.isml"));
  }

  @ParameterizedTest
  @EnumSource(PointState.class)
  void rolesWorkAsTheStateSays(PointState state) {
    PointOnStage stage = PointOnStage.in(state, SETTINGS.withModules(List.of(OutputModule.HLS)));
    boolean started = state == PointState.STARTED;
    boolean stillServes = state == PointState.STOPPED;
    boolean stillWrites = state == PointState.STOPPING;
    assertThat(stage.point.roleState(Role.CLIENT))
        .isEqualTo(started || stillServes ? RoleState.STARTED : RoleState.STOPPED);
    assertThat(stage.point.roleState(Role.ARCHIVE))
        .isEqualTo(started || stillWrites ? RoleState.STARTED : RoleState.STOPPED);
    assertThat(stage.point.roleState(Role.SERVER))
        .as("on, but nothing that this origin can do")
        .isEqualTo(RoleState.DISABLED);
    assertThat(stage.point.roleState(Role.MOBILE)).isEqualTo(RoleState.DISABLED);
  }

  @Test
  void aRoleThatIsOffIsDisabled() {
    PointOnStage stage =
        PointOnStage.in(
            PointState.STARTED,
            SETTINGS.withArchiveEnabled(false).withClientConnectionsEnabled(false));
    assertThat(stage.point.roleState(Role.ARCHIVE)).isEqualTo(RoleState.DISABLED);
    assertThat(stage.point.roleState(Role.CLIENT)).isEqualTo(RoleState.DISABLED);
  }

  @Test
  void aRecorderThatGivesUpLeavesThePointRunning() {
    PointOnStage stage = PointOnStage.in(PointState.STARTED, SETTINGS);
    stage.point.recordingClosed(1, stage.nowNanos);
    assertThat(stage.point.state()).isEqualTo(PointState.STARTED);
    assertThat(stage.point.roleState(Role.ARCHIVE)).isEqualTo(RoleState.STOPPED);
    assertThat(stage.command(Target.STOPPED)).isEqualTo(new Commanded.Done(PointState.STOPPED));
  }
}
