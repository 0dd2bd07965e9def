package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.StreamIndex;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.simulator.net.Header;
import org.smoothlab.simulator.trace.FragmentHash;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;

/**
 * Looks into the origins of a virtual world, between two events, at moments that the seed chooses:
 * just behind something that happened there. Whoever is looked at does not notice; no time passes,
 * nothing is added to the trace.
 */
final class Inspector implements Trace.Observer {
  /** Of so many events of an origin one is looked behind. */
  private static final int EVENT_COUNT = 40;

  /** What is remembered of what was told; beyond it any of it is forgotten. */
  private static final int REMEMBERED_MAX = 64;

  /** Of what is remembered, so much is asked for each time. */
  private static final int EARLIER_COUNT = 2;

  /** An archive is read at one of so many looks: as a whole, which takes its time. */
  private static final int ARCHIVE_LOOK_COUNT = 12;

  private final Function<String, Optional<Insight>> origins;
  private final Consumer<Sight> sights;
  private final SplittableRandom random;
  private final Set<Scenario.Place> marked = new LinkedHashSet<>();
  private final List<Told> remembered = new ArrayList<>();

  /** A time that a viewer could have been told of, and where it would ask for it. */
  private record Told(Scenario.Place point, TrackId track, String path, Sight.Promise promise) {}

  /**
   * What answers at a host.
   *
   * @param disk of the host, if it has one
   * @param login that opens it, where one is needed
   * @param nowNanos by the clock of the host
   */
  record Insight(Protocol protocol, Optional<Disk> disk, Optional<Header> login, long nowNanos) {}

  /**
   * @param seed of what is looked at
   * @param origins what answers at a host; empty while it is dead
   * @param sights takes what is seen
   */
  Inspector(long seed, Function<String, Optional<Insight>> origins, Consumer<Sight> sights) {
    this.origins = origins;
    this.sights = sights;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void happened(TraceEntry entry) {
    if (entry.event() instanceof OriginEvent event && random.nextInt(EVENT_COUNT) == 0) {
      marked.add(new Scenario.Place(entry.who(), event.point()));
    }
  }

  /** Looks, if it is time to. */
  void look() {
    if (!marked.isEmpty()) {
      marked.forEach(this::look);
      marked.clear();
    }
  }

  private void look(Scenario.Place point) {
    Optional<Insight> insight = origins.apply(point.origin());
    insight
        .flatMap(inside -> inside.protocol.origin().find(point.point()))
        .ifPresent(found -> sights.accept(new Sight.Held(point, found.holdings())));
    insight
        .filter(inside -> shows(inside.protocol.origin().find(point.point())))
        .ifPresent(inside -> new Visit(point, inside).look());
    if (insight.isPresent() && random.nextInt(ARCHIVE_LOOK_COUNT) == 0) {
      insight.get().disk.ifPresent(disk -> lookAtArchive(point.origin(), disk));
    }
  }

  /** Reads all that a host has recorded. */
  void lookAtArchive(String host, Disk disk) {
    try {
      Archives.look(host, disk, sights);
    } catch (IOException broken) {
      throw new UncheckedIOException("the archive of " + host, broken);
    }
  }

  /** Whether there is something to see, and nothing changes because somebody looks. */
  private static boolean shows(Optional<PublishingPoint> point) {
    return point.isPresent()
        && point.get().view().state().serves()
        && point.get().view().hasPublished()
        && point.get().settings().clientConnections().enabled()
        && point.get().settings().automation().idleAfterSeconds() == 0;
  }

  /** One look at a point. */
  private final class Visit {
    private final Scenario.Place point;
    private final Insight insight;

    Visit(Scenario.Place point, Insight insight) {
      this.point = point;
      this.insight = insight;
    }

    void look() {
      for (int count = 0; count < EARLIER_COUNT && !remembered.isEmpty(); count++) {
        Told told = remembered.get(random.nextInt(remembered.size()));
        if (told.point.equals(point)) {
          sights.accept(
              new Sight.Kept(point, told.promise, List.of(answer(told.track, told.path))));
        }
      }
      Reply reply = ask("/Manifest");
      if (reply.status() == 200) {
        SmoothManifest manifest = manifest(reply);
        manifest.streams().forEach(stream -> look(stream, manifest));
      }
    }

    private void look(StreamIndex stream, SmoothManifest manifest) {
      int last = stream.chunks().size() - 1;
      if (last < 0 || stream.levels().isEmpty() || stream.url().pattern().isEmpty()) {
        return;
      }
      IntStream.of(0, random.nextInt(last + 1), last)
          .distinct()
          .forEach(index -> look(stream, stream.chunks().get(index).startTicks()));
      if (manifest.header().isLive()) {
        lookAhead(stream, stream.chunks().get(last).startTicks());
      }
    }

    /** Asks for a time in all quality levels, and remembers one of them. */
    private void look(StreamIndex stream, long startTicks) {
      Sight.Promise promise =
          new Sight.Promise(stream.info().name(), startTicks, Sight.Word.MANIFEST);
      List<Sight.Answer> answers =
          stream.levels().stream()
              .map(level -> answer(track(stream, level), path(stream, level, startTicks)))
              .toList();
      sights.accept(new Sight.Kept(point, promise, answers));
      QualityLevel any = stream.levels().get(random.nextInt(stream.levels().size()));
      remember(stream, any, startTicks);
    }

    /** Asks for what the newest fragment announces. */
    private void lookAhead(StreamIndex stream, long newestTicks) {
      QualityLevel level = stream.levels().get(random.nextInt(stream.levels().size()));
      Reply newest = ask(path(stream, level, newestTicks));
      if (newest.status() != 200) {
        return;
      }
      for (FragmentTime next : following(newest)) {
        Sight.Promise promise =
            new Sight.Promise(stream.info().name(), next.startTicks(), Sight.Word.LOOK_AHEAD);
        Sight.Answer answer = answer(track(stream, level), path(stream, level, next.startTicks()));
        sights.accept(new Sight.Kept(point, promise, List.of(answer)));
        remember(stream, level, next.startTicks());
      }
    }

    private void remember(StreamIndex stream, QualityLevel level, long startTicks) {
      Sight.Promise promise =
          new Sight.Promise(stream.info().name(), startTicks, Sight.Word.EARLIER);
      Told told = new Told(point, track(stream, level), path(stream, level, startTicks), promise);
      if (remembered.size() < REMEMBERED_MAX) {
        remembered.add(told);
      } else {
        remembered.set(random.nextInt(REMEMBERED_MAX), told);
      }
    }

    private static TrackId track(StreamIndex stream, QualityLevel level) {
      return new TrackId(stream.info().name(), level.bitrateBps());
    }

    private static String path(StreamIndex stream, QualityLevel level, long startTicks) {
      return "/" + stream.url().expand(level.bitrateBps(), level.customAttributes(), startTicks);
    }

    private Sight.Answer answer(TrackId track, String path) {
      Reply reply = ask(path);
      return new Sight.Answer(track, reply.status(), reply.status() == 200 ? hash(reply) : 0);
    }

    private Reply ask(String path) {
      List<org.smoothlab.server.protocol.Header> headers =
          insight.login.stream()
              .map(login -> new org.smoothlab.server.protocol.Header(login.name(), login.value()))
              .toList();
      Ask ask = new Ask("GET", point.point() + path, headers, "inspector:1");
      Exchange exchange = insight.protocol.openWithoutWaiting(ask, insight.nowNanos);
      if (exchange instanceof Reply reply) {
        return reply;
      }
      throw new IllegalStateException("no reply to " + ask + ": " + exchange);
    }
  }

  private static SmoothManifest manifest(Reply reply) {
    try {
      return ManifestReader.read(Slice.concat(reply.body()));
    } catch (MediaException wrong) {
      throw new AssertionError("an origin sends what is no manifest", wrong);
    }
  }

  private static long hash(Reply reply) {
    try {
      return FragmentHash.ofBody(reply.body());
    } catch (MalformedMediaException wrong) {
      throw new AssertionError("an origin sends what is no fragment", wrong);
    }
  }

  private static List<FragmentTime> following(Reply reply) {
    try {
      return FragmentHash.following(reply.body());
    } catch (MalformedMediaException wrong) {
      throw new AssertionError("an origin sends what is no fragment", wrong);
    }
  }
}
