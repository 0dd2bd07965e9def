package org.smoothlab.simulator.scenario;

import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.server.origin.Holding;

/** What an {@link Inspector} saw of an origin between two events. It is no part of the trace. */
sealed interface Sight {
  /** Where it was seen. */
  Scenario.Place point();

  /**
   * What a viewer gets who asks for a time that it was told of.
   *
   * @param answers of the quality levels that were asked for
   */
  record Kept(Scenario.Place point, Promise promise, List<Answer> answers) implements Sight {
    public Kept {
      answers = List.copyOf(answers);
    }
  }

  /**
   * What an archive holds of a track of a run.
   *
   * @param stored in the order in which it is read
   */
  record Archived(Scenario.Place point, long runNumber, TrackId track, List<Stored> stored)
      implements Sight {
    public Archived {
      stored = List.copyOf(stored);
    }
  }

  /** What a point holds in memory. */
  record Held(Scenario.Place point, List<Holding> holdings) implements Sight {
    public Held {
      holdings = List.copyOf(holdings);
    }
  }

  /**
   * A fragment in an archive.
   *
   * @param hash see {@link org.smoothlab.simulator.trace.FragmentHash}
   */
  record Stored(FragmentTime time, long hash) {}

  /**
   * A time that a viewer was told of.
   *
   * @param streamName of which stream
   * @param startTicks of the fragment
   * @param word who said so
   */
  record Promise(String streamName, long startTicks, Word word) {}

  /** By what viewers learn of fragments. */
  enum Word {
    /** The manifest of this moment: all its quality levels are asked for. */
    MANIFEST,
    /** The look-ahead of the newest fragment in that manifest, while the event is live. */
    LOOK_AHEAD,
    /** Either of them, a while ago. */
    EARLIER
  }

  /**
   * What was answered.
   *
   * @param hash of the body; see {@link org.smoothlab.simulator.trace.FragmentHash}; 0 without one
   */
  record Answer(TrackId track, int status, long hash) {}
}
