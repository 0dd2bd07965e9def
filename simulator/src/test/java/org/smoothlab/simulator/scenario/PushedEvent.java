package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.WallClock;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.ProtocolSettings;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.server.protocol.Stores;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderReport;
import org.smoothlab.simulator.net.CapacityTrace;
import org.smoothlab.simulator.net.Link;
import org.smoothlab.simulator.net.SimNetwork;
import org.smoothlab.simulator.time.VirtualScheduler;

/**
 * An event that an encoder has pushed into the production origin, from its first fragment to its
 * end of stream, in virtual time. The origin has all of it, and is asked without a network.
 */
final class PushedEvent {
  /** Decoded path of the publishing point. */
  static final String POINT = "/live.isml";

  private static final long SECOND = 1_000_000_000;
  private static final long HOUR = 3600 * SECOND;
  private static final long PATIENCE_SECONDS = 20;
  private static final long EVENT_COUNT_MAX = 10_000_000;

  /** A DVR window of 0 is all that there is room for. */
  private static final PointSettings SETTINGS =
      PointSettings.DEFAULT.withAutoStart(true).withWindowLengthSeconds(0);

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final SimNetwork network = new SimNetwork(scheduler);
  private final List<EncoderReport> reports = new ArrayList<>();
  private final Protocol protocol;

  /** When the origin is awake next; what has passed counts no more. */
  private long alarmNanos;

  private PushedEvent(Instant begin) {
    Origin origin = new Origin(OriginSettings.DEFAULT, new WallClock(begin, 0), _ -> {});
    protocol =
        new Protocol(origin, ProtocolSettings.DEFAULT.withCreateOnPush(SETTINGS), Stores.memory());
    network.addLink(Link.symmetric("wire", CapacityTrace.UNLIMITED_BPS, 0));
    network.addHost("origin", "wire");
    network.addHost("studio", "wire");
    OriginNode.Works works = new OriginNode.Works(this::advance, () -> {});
    network.serve("origin", new OriginNode(protocol, scheduler, works));
  }

  /**
   * Pushes a whole event.
   *
   * @param plan to {@link #POINT}, with an end
   * @param begin wall time of the start
   */
  static PushedEvent of(EncoderPlan plan, Instant begin) {
    PushedEvent event = new PushedEvent(begin);
    EncoderDriver.Links links =
        new EncoderDriver.Links(
            URI.create("http://origin/"), event.network.transportOf("studio"), event.scheduler);
    new EncoderDriver(new Encoder(plan), links, event.reports::add).start();
    long lengthSeconds = 2L * plan.programme().gopsPerFragment() * plan.programme().fragmentCount();
    event.scheduler.runUntil((lengthSeconds + PATIENCE_SECONDS) * SECOND, EVENT_COUNT_MAX);
    event.requireWhole();
    return event;
  }

  private void requireWhole() {
    assertThat(reports).noneMatch(EncoderReport.Refused.class::isInstance);
    assertThat(protocol.origin().find(POINT).orElseThrow().view().state())
        .isEqualTo(PointState.STOPPED);
  }

  private void advance() {
    long nowNanos = scheduler.nowNanos();
    long nextNanos = protocol.origin().advance(nowNanos);
    boolean earlier = alarmNanos <= nowNanos || nextNanos < alarmNanos;
    if (earlier && nextNanos > nowNanos && nextNanos < nowNanos + HOUR) {
      alarmNanos = nextNanos;
      scheduler.at(nextNanos, this::advance);
    }
  }

  /** What a viewer gets there, which must be there. */
  Slice get(URI uri) {
    Ask ask = new Ask("GET", uri.getRawPath(), List.of(), "viewer:1");
    assertThat(protocol.open(ask, scheduler.nowNanos()))
        .as(uri.toString())
        .isInstanceOfSatisfying(
            Reply.class, reply -> assertThat(reply.status()).as(uri.toString()).isEqualTo(200));
    Reply reply = (Reply) protocol.open(ask, scheduler.nowNanos());
    return Slice.concat(reply.body());
  }
}
