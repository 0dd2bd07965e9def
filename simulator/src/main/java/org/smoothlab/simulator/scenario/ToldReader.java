package org.smoothlab.simulator.scenario;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.RunEvent;

/** Reads what {@link ToldWriter} writes. */
final class ToldReader {
  private final DataInputStream in;

  /** What an origin told, and when it happened by the machine's wall clock. */
  record Told(long epochNanos, RunEvent event) {}

  ToldReader(DataInputStream in) {
    this.in = in;
  }

  /**
   * Waits for the next event.
   *
   * @throws java.io.EOFException if nothing more comes, or something was broken off
   * @throws IOException if it cannot be read
   */
  Told read() throws IOException {
    long epochNanos = in.readLong();
    return new Told(epochNanos, event(kind(in.readUTF())));
  }

  private static ToldWriter.Kind kind(String name) throws IOException {
    try {
      return ToldWriter.Kind.valueOf(name);
    } catch (IllegalArgumentException unknown) {
      throw new IOException("an origin tells of something unknown: " + name, unknown);
    }
  }

  private RunEvent event(ToldWriter.Kind kind) throws IOException {
    String point = in.readUTF();
    return switch (kind) {
      case STATE_CHANGED -> new OriginEvent.StateChanged(point, in.readUTF(), in.readUTF());
      case SESSION_OPENED -> new OriginEvent.SessionOpened(point, in.readUTF(), in.readUTF());
      case SESSION_ENDED -> new OriginEvent.SessionEnded(point, in.readUTF(), in.readUTF());
      case RUN_STARTED -> {
        String eventId = in.readUTF();
        yield new OriginEvent.RunStarted(point, in.readLong(), eventId);
      }
      case RUN_ENDED -> new OriginEvent.RunEnded(point, in.readLong());
      case ACCEPTED -> new OriginEvent.Accepted(point, track(), time(), in.readLong());
      case PAST -> new OriginEvent.Past(point, track(), time(), in.readLong());
      case PUBLISHED -> new OriginEvent.Published(point, track(), time(), body());
      case EVICTED -> {
        String stream = in.readUTF();
        String cause = in.readUTF();
        yield new OriginEvent.Evicted(point, stream, time(), cause);
      }
      case DROPPED -> {
        String reason = in.readUTF();
        yield new OriginEvent.Dropped(point, track(), time(), reason);
      }
      case GAP -> new OriginEvent.Gap(point, track(), in.readLong(), in.readLong());
      case PULL_CONNECTED -> new RelayTrace.PullConnected(leg(point));
      case PULL_LOST -> new RelayTrace.PullLost(point, in.readUTF(), in.readUTF());
      case PULL_SWITCHED -> new RelayTrace.PullSwitched(point, in.readUTF(), in.readUTF());
      case PULL_REFUSED -> new RelayTrace.PullRefused(point, in.readUTF(), in.readUTF());
      case PAST_FILLED -> new RelayTrace.PastFilled(point, track(), time(), in.readLong());
      case PUSH_CONNECTED -> new RelayTrace.PushConnected(leg(point));
      case PUSH_LOST -> new RelayTrace.PushLost(leg(point), in.readUTF(), in.readLong());
      case PUSH_ENDED -> new RelayTrace.PushEnded(leg(point));
    };
  }

  private RelayTrace.Leg leg(String point) throws IOException {
    return new RelayTrace.Leg(point, in.readUTF(), in.readUTF());
  }

  private OriginEvent.Body body() throws IOException {
    long sizeBytes = in.readLong();
    long hash = in.readLong();
    int followingCount = in.readUnsignedByte();
    List<FragmentTime> following = new ArrayList<>();
    for (int at = 0; at < followingCount; at++) {
      following.add(time());
    }
    return new OriginEvent.Body(sizeBytes, hash, following);
  }

  private TrackId track() throws IOException {
    return new TrackId(in.readUTF(), in.readLong());
  }

  private FragmentTime time() throws IOException {
    return new FragmentTime(in.readLong(), in.readLong());
  }
}
