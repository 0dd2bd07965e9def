package org.smoothlab.server.relay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.protocol.Protocol;

/**
 * The relays of one point, as its state and settings want them. {@link #review}, {@link #retire}
 * and {@link #close} are the owner's; the others may be called from any thread.
 */
final class PointRelays {
  private final PublishingPoint point;
  private final Protocol protocol;
  private final Relays.Means means;
  private final Runnable reviewSoon;
  private final Map<PointSettings.Peer, PushOutput> pushes = new LinkedHashMap<>();
  private final List<PushOutput> listening = new CopyOnWriteArrayList<>();
  private volatile Optional<Pull> pull = Optional.empty();

  /** A pull input, for which sources, and where. */
  private record Pull(PullInput input, List<PointSettings.Peer> sources, Desk desk) {}

  /**
   * @param reviewSoon asks the owner for a review
   */
  PointRelays(PublishingPoint point, Protocol protocol, Relays.Means means, Runnable reviewSoon) {
    this.point = point;
    this.protocol = protocol;
    this.means = means;
    this.reviewSoon = reviewSoon;
  }

  PublishingPoint point() {
    return point;
  }

  /** There is something new for other servers. */
  void fed() {
    listening.forEach(PushOutput::fed);
  }

  /** The point took something. */
  void took(Effect effect) {
    pull.ifPresent(present -> present.input.edges().accept(effect));
  }

  /** Opens what is missing, and closes what is not wanted any more. */
  void review(long nowNanos) {
    PointView view = point.settledView();
    PointSettings.Input input = view.settings().input();
    boolean pulls = input.sourceType() == PointSettings.SourceType.PULL;
    reviewPull(view.state(), pulls ? input.peers() : List.of(), nowNanos);
    boolean pushes =
        !pulls
            && view.settings().roles().serverConnections().enabled()
            && (view.state().receives() || view.state() == PointState.STOPPING);
    reviewPushes(view.state(), pushes ? input.peers() : List.of(), nowNanos);
  }

  // ---- push

  private void reviewPushes(PointState state, List<PointSettings.Peer> wanted, long nowNanos) {
    // What a Stopped point has sent may still be on its way; other targets have no part in it.
    boolean keeps = state == PointState.STOPPED;
    for (PointSettings.Peer target : List.copyOf(pushes.keySet())) {
      if (!keeps && !wanted.contains(target)) {
        retire(target);
      }
    }
    for (PointSettings.Peer target : wanted) {
      if (!pushes.containsKey(target)) {
        openPush(target, nowNanos);
      }
    }
  }

  private void openPush(PointSettings.Peer target, long nowNanos) {
    try {
      PeerUrl url = PeerUrl.read(target, means.credentials());
      Desk desk = means.office().open(point.path());
      PushOutput output = new PushOutput(new PushScope(point, url, desk, means));
      pushes.put(target, output);
      listening.add(output);
      output.fed();
    } catch (PeerUrl.WrongPeerException wrong) {
      fail(wrong, nowNanos);
    }
  }

  private void retire(PointSettings.Peer target) {
    PushOutput output = pushes.remove(target);
    if (output != null) {
      listening.remove(output);
      output.retire();
    }
  }

  // ---- pull

  private void reviewPull(PointState state, List<PointSettings.Peer> sources, long nowNanos) {
    boolean works = state.receives() && !sources.isEmpty();
    pull.filter(present -> !works || !present.sources.equals(sources))
        .ifPresent(present -> present.desk.soon(() -> endUnlessEnded(present)));
    if (works && pull.isEmpty()) {
      openPull(sources, nowNanos);
    }
  }

  /** A point that its source has ended goes on looking for the next run; commands are obeyed. */
  private void endUnlessEnded(Pull present) {
    PointState state = point.settledView().state();
    boolean over = state == PointState.STOPPING || state == PointState.STOPPED;
    boolean wanted = state.receives() && point.settings().input().peers().equals(present.sources);
    if (pull.equals(Optional.of(present)) && !wanted && !(over && present.input.sawEnd())) {
      pull = Optional.empty();
      present.input.close(point.path() + " is " + state);
      present.desk.close();
      // It may have been started again meanwhile.
      reviewSoon.run();
    }
  }

  private void openPull(List<PointSettings.Peer> sources, long nowNanos) {
    try {
      List<PeerUrl> urls = new ArrayList<>();
      for (PointSettings.Peer source : sources) {
        urls.add(PeerUrl.read(source, means.credentials()));
      }
      Desk desk = means.office().open(point.path());
      PullScope scope = new PullScope(point, protocol.settings().boxLimits(), desk, means);
      PullInput input = new PullInput(scope, urls);
      pull = Optional.of(new Pull(input, List.copyOf(sources), desk));
      input.start();
    } catch (PeerUrl.WrongPeerException wrong) {
      fail(wrong, nowNanos);
    }
  }

  // ---- both

  /** Who names a peer that cannot be reached by any means has to be told. */
  private void fail(PeerUrl.WrongPeerException wrong, long nowNanos) {
    String message = point.path() + ": " + wrong.getMessage();
    point.fail(new PointFault(PointFault.INVALID_ARGUMENT, message), nowNanos);
  }

  /** The point is no more: what is at its end may arrive. */
  void retire() {
    List.copyOf(pushes.keySet()).forEach(this::retire);
    pull.ifPresent(present -> present.desk.soon(() -> endUnlessEnded(present)));
  }

  /** Cuts all off. */
  void close() {
    pushes.values().forEach(PushOutput::close);
    pull.ifPresent(present -> present.desk.close());
  }
}
