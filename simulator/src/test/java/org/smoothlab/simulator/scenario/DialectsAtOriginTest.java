package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.WallClock;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.ProtocolSettings;
import org.smoothlab.server.protocol.Stores;
import org.smoothlab.simulator.content.TinyClip;
import org.smoothlab.simulator.encoder.ChunkLength;
import org.smoothlab.simulator.encoder.Dialect;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderFault;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderProfile;
import org.smoothlab.simulator.encoder.EncoderReport;
import org.smoothlab.simulator.encoder.Lineup;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Requests;
import org.smoothlab.simulator.encoder.SpliceEvents;
import org.smoothlab.simulator.encoder.Target;
import org.smoothlab.simulator.net.CapacityTrace;
import org.smoothlab.simulator.net.Link;
import org.smoothlab.simulator.net.SimNetwork;
import org.smoothlab.simulator.time.VirtualScheduler;
import org.smoothlab.simulator.trace.EncoderEvent;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;

/** Encoders of every kind, and options of the Push Encoder, at the production origin. */
class DialectsAtOriginTest {
  private static final String POINT = "/live.isml";
  private static final long SECOND = 1_000_000_000;
  private static final long HOUR = 3600 * SECOND;
  private static final int EVENT_COUNT_MAX = 1_000_000;

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final SimNetwork network = new SimNetwork(scheduler);
  private final List<Effect> effects = new ArrayList<>();
  private final List<EncoderReport> reports = new ArrayList<>();
  private final Origin origin =
      new Origin(
          OriginSettings.DEFAULT,
          new WallClock(Instant.parse("2026-01-01T00:00:00Z"), 0),
          effects::add);

  DialectsAtOriginTest() {
    Protocol protocol =
        new Protocol(
            origin,
            ProtocolSettings.DEFAULT.withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true)),
            Stores.memory());
    OriginNode.Works works = new OriginNode.Works(this::advance, () -> {});
    network.addLink(Link.symmetric("wire", CapacityTrace.UNLIMITED_BPS, 0));
    network.addHost("origin", "wire");
    network.addHost("studio", "wire");
    network.serve("origin", new OriginNode(protocol, scheduler, works));
  }

  @ParameterizedTest
  @EnumSource(EncoderProfile.class)
  void takesEveryEncodersStreamsToTheirEnd(EncoderProfile profile) {
    run(plan(profile, 4), 20);

    assertThat(reports).noneMatch(EncoderReport.Refused.class::isInstance);
    // What holds FFmpeg's priming sample lies before time 0, and is not published.
    assertThat(published()).hasSize(profile == EncoderProfile.FFMPEG ? 11 : 12);
    assertThat(state()).isEqualTo(PointState.STOPPED);
  }

  // Of the sound that FFmpeg begins before time 0 a chunk is left out, not a fragment.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FFMPEG")
  void publishesTheSameFragmentsWhenTheyComeInChunks(EncoderProfile profile) {
    EncoderPlan whole = plan(profile, 4);
    run(whole, 20);
    List<String> fragments = published();
    effects.clear();
    Dialect inChunks = profile.dialect().inChunksOf(ChunkLength.ofNanos(SECOND / 5));

    run(whole.by(whole.delivery().in(inChunks)).to("/chunks.isml"), 40);

    assertThat(reports).noneMatch(EncoderReport.Refused.class::isInstance);
    assertThat(published()).containsExactlyInAnyOrderElementsOf(fragments);
    assertThat(origin.find("/chunks.isml").orElseThrow().view().state())
        .isEqualTo(PointState.STOPPED);
  }

  @Test
  void takesCmafByPut() {
    EncoderPlan plan = plan(EncoderProfile.DASH_IF, 4);
    run(plan.by(plan.delivery().by(Requests.Method.PUT)), 20);
    assertThat(published()).hasSize(12);
    assertThat(state()).isEqualTo(PointState.STOPPED);
  }

  @Test
  void takesTheEventTrackBesideCmafAtAnAddressOfItsOwn() {
    EncoderPlan plan = plan(EncoderProfile.DASH_IF, 10);
    Lineup lineup =
        new Lineup(
            plan.programme().lineup().tracks(),
            List.of(),
            Optional.of(new SpliceEvents(8, "video")));
    run(EncoderPlan.of(plan.programme().with(lineup), plan.target()).by(plan.delivery()), 40);
    assertThat(reports).noneMatch(EncoderReport.Refused.class::isInstance);
    assertThat(effects)
        .filteredOn(Effect.FragmentAccepted.class::isInstance)
        .extracting(effect -> ((Effect.FragmentAccepted) effect).track().streamName())
        .contains("scte35");
  }

  @Test
  void endsCmafWithOneMoreSegmentWhenItIsStopped() {
    EncoderPlan plan = plan(EncoderProfile.DASH_IF, Programme.ENDLESS);
    EncoderDriver driver = driver(plan);
    driver.start();
    scheduler.at(7 * SECOND, driver::stop);
    scheduler.runUntil(20 * SECOND, EVENT_COUNT_MAX);
    assertThat(published()).hasSize(12);
    assertThat(state()).isEqualTo(PointState.STOPPED);
  }

  @Test
  void staysStartedWithoutAnEndOfStream() {
    run(plan(EncoderProfile.PIFF, 4).with(new EncoderFault.NoEndOfStream()), 20);
    assertThat(state()).isEqualTo(PointState.STARTED);

    EncoderPlan cmaf = plan(EncoderProfile.DASH_IF, 4);
    run(cmaf.to("/other.isml").with(new EncoderFault.NoEndOfStream()), 40);
    assertThat(origin.find("/other.isml").orElseThrow().view().state())
        .isEqualTo(PointState.STARTED);
  }

  @Test
  void refusesFragmentsWithoutTheirHeader() {
    run(plan(EncoderProfile.PIFF, 4).with(new EncoderFault.NoHeader()), 20);
    assertThat(reports)
        .filteredOn(EncoderReport.Refused.class::isInstance)
        .extracting(report -> ((EncoderReport.Refused) report).status())
        .containsOnly(412);
  }

  @Test
  void waitsForTheLastStreamThatAStreamManifestNames() {
    Slice document =
        Slice.ofUtf8(
            "<smil><body><par><ref src=\"Streams(a)\"/><ref src=\"Streams(b)\"/></par></body></smil>");
    EncoderPlan plan = plan(EncoderProfile.PIFF, Programme.ENDLESS);
    EncoderPlan first = plan.by(plan.delivery().withStreamManifest(document)).asStream("a");
    driver(first).start();
    scheduler.runUntil(10 * SECOND, EVENT_COUNT_MAX);
    assertThat(state()).isEqualTo(PointState.STARTING);
    driver(first.asStream("b")).start();
    scheduler.runUntil(20 * SECOND, EVENT_COUNT_MAX);
    assertThat(state()).isEqualTo(PointState.STARTED);
  }

  @Test
  void dropsWhatASecondEncoderOfThePairSendsAndWhatItWritesAfterItsClockIsSetBack() {
    EncoderPlan plan = plan(EncoderProfile.PIFF, 10);
    driver(plan).start();
    driver(plan.asStream("b").with(new EncoderFault.ClockStep(9 * SECOND, -6 * SECOND))).start();
    scheduler.runUntil(40 * SECOND, EVENT_COUNT_MAX);
    assertThat(published()).hasSize(30).doesNotHaveDuplicates();
    assertThat(effects).anyMatch(Effect.FragmentDropped.class::isInstance);
  }

  static List<String> dialects() {
    return EncoderProfile.allNames();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void keepsViewersContentInAScenarioWithEveryDialect(String dialect) throws Exception {
    Scenario scenario =
        ScenarioReader.read(
            "dialects.yaml",
            """
            name: dialects
            duration: 40s
            links: {lan: {latency: 5ms}}
            origins: {origin: {link: lan}}
            encoders:
              left: {link: lan, origin: origin, dialect: DIALECT, until: 30s}
              right: {link: lan, origin: origin, dialect: DIALECT, until: 30s}
            viewers: {home: {link: lan, origin: origin, start: 8s}}
            faults: [{at: 11s, kill: left, for: 6s}]
            expect: {irregular: 0}
            """
                .replace("DIALECT", dialect));
    Scenario.Sending sending = scenario.topology().encoders().getFirst().sending();
    Trace trace = new Trace();

    Verdict verdict = new VirtualWorld(Contents.of(TinyClip.tracks())).run(scenario, 1, trace);

    assertThat(verdict.failures()).isEmpty();
    assertThat(sending.layout()).isEqualTo(sending.dialect().profile().layout());
    assertThat(trace.entries())
        .extracting(entry -> entry.event())
        .filteredOn(EncoderEvent.Connected.class::isInstance)
        .hasSizeGreaterThanOrEqualTo(3);
  }

  private void advance() {
    long nextNanos = origin.advance(scheduler.nowNanos());
    if (nextNanos > scheduler.nowNanos() && nextNanos < HOUR) {
      scheduler.at(nextNanos, this::advance);
    }
  }

  private static EncoderPlan plan(EncoderProfile profile, long fragmentCount) {
    Programme programme = Programme.endless(Clips.TRACKS).from(new MediaStart(0, 0, 0));
    Target target = new Target(POINT, "", profile.streamId(), profile.layout());
    return EncoderPlan.of(programme.ofFragments(fragmentCount), target).by(profile.delivery());
  }

  private EncoderDriver driver(EncoderPlan plan) {
    EncoderDriver.Links links =
        new EncoderDriver.Links(
            URI.create("http://origin/"), network.transportOf("studio"), scheduler);
    return new EncoderDriver(new Encoder(plan), links, reports::add);
  }

  private void run(EncoderPlan plan, long untilSeconds) {
    driver(plan).start();
    scheduler.runUntil(untilSeconds * SECOND, EVENT_COUNT_MAX);
  }

  private PointState state() {
    return origin.find(POINT).orElseThrow().view().state();
  }

  private List<String> published() {
    return effects.stream()
        .filter(Effect.Published.class::isInstance)
        .map(Effect.Published.class::cast)
        .map(each -> each.track() + " " + each.time())
        .toList();
  }
}
