package org.smoothlab.server.origin;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.SparsePointers;

/** A publishing point as viewers see it at one moment. Immutable; read without a lock. */
public final class PointView {
  private final Moment moment;
  private final List<Timeline> timelines;
  private final ManifestMemo manifest;

  /**
   * @param version grows whenever viewers may see something new
   * @param state where the point is in its life
   * @param settings that hold
   * @param run which run, if any
   */
  record Moment(long version, PointState state, PointSettings settings, Optional<RunView> run) {}

  /**
   * @param run which one
   * @param allStreamsPublished whether every stream that should have something to show has it
   * @param firstPublishedNanos when the first fragment was published
   * @param shrunkByCache whether memory, not the window, decides what is kept
   */
  record RunView(
      RunName run, boolean allStreamsPublished, long firstPublishedNanos, boolean shrunkByCache) {}

  /**
   * @param number from 1
   * @param eventId may be empty
   * @param clock known from the first fragment on
   * @param requests where viewers count themselves
   */
  record RunName(long number, String eventId, Optional<RunClock> clock, RequestMeters requests) {}

  PointView(Moment moment, List<Timeline> timelines, ManifestMemo manifest) {
    this.moment = moment;
    this.timelines = timelines;
    this.manifest = manifest;
  }

  public PointSettings settings() {
    return moment.settings;
  }

  /** The same with the outputs that these modules describe. */
  public PointView withModules(List<OutputModule> modules) {
    PointSettings settings = moment.settings.withModules(modules);
    return new PointView(
        new Moment(moment.version, moment.state, settings, moment.run), timelines, manifest);
  }

  public long version() {
    return moment.version;
  }

  public PointState state() {
    return moment.state;
  }

  /** The event id of the run; empty when it has none. */
  public String eventId() {
    return moment.run.map(view -> view.run.eventId).orElse("");
  }

  /** The number of the run, from 1; 0 when there is none. */
  public long runNumber() {
    return moment.run.map(view -> view.run.number).orElse(0L);
  }

  /** Which wall time its media time stands for; known from the first fragment of the run on. */
  public Optional<RunClock> runClock() {
    return moment.run.flatMap(view -> view.run.clock);
  }

  /** Counts a viewer's request for a fragment of this track. Neither locks nor allocates. */
  public void countRequest(String streamName, long bitrateBps, long nowNanos) {
    if (moment.run.isPresent()) {
      moment.run.get().run.requests.count(streamName, bitrateBps, nowNanos);
    }
  }

  /** All streams, in the order they were announced. */
  public List<Timeline> timelines() {
    return timelines;
  }

  /** The stream of this name. */
  public Optional<Timeline> timeline(String streamName) {
    for (Timeline timeline : timelines) {
      if (timeline.stream().name().equals(streamName)) {
        return Optional.of(timeline);
      }
    }
    return Optional.empty();
  }

  /** Which sparse fragments the answer for this fragment points to. */
  public SparsePointers sparsePointers(PublishedFragment fragment) {
    return SparseStreams.pointers(this, fragment.track().stream(), fragment.time());
  }

  /** Whether any fragment can be fetched. */
  public boolean hasPublished() {
    for (Timeline timeline : timelines) {
      if (!timeline.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Whether each stream that should have something to show has it. */
  public boolean allStreamsPublished() {
    return moment.run.map(RunView::allStreamsPublished).orElse(false);
  }

  /** When the first fragment was published; {@link Long#MAX_VALUE} while none is. */
  public long firstPublishedNanos() {
    return moment.run.map(RunView::firstPublishedNanos).orElse(Long.MAX_VALUE);
  }

  /**
   * The client manifest in parts; call only when something is published. Made once per version, by
   * the first who asks.
   *
   * @param eventInUrl whether fragment URLs begin with {@code Events(id)/}: they do unless the
   *     manifest itself was asked for below it
   */
  public List<Slice> manifest(boolean eventInUrl) {
    return manifest.get(this, eventInUrl && !eventId().isEmpty());
  }

  /** Begins the entity tags of documents that show what Smooth Streaming does not show yet. */
  public String documentTag() {
    String tag = manifest.tag();
    return tag.substring(1, tag.length() - 1) + "." + moment.version;
  }

  /** Strong, quoted: changes with every version. */
  public String manifestTag() {
    return manifest.tag();
  }

  /**
   * What others make of what viewers see: made once for each version, by the first who asks for it,
   * and shared by all.
   *
   * @param key what it is, and nothing else is; there are few of them
   * @param kind its type
   */
  public <T> T shared(Object key, Class<T> kind, Supplier<T> make) {
    return manifest.shared(key, kind, make);
  }

  /** Whether memory, and not the DVR window, decides how much is kept. */
  public boolean isShrunkByCache() {
    return moment.run.map(RunView::shrunkByCache).orElse(false);
  }

  ManifestMemo manifestMemo() {
    return manifest;
  }
}
