package org.smoothlab.server.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Chunk;
import org.smoothlab.media.box.ChunkJoin;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.TrackDefaults;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.Announce;
import org.smoothlab.media.transmux.LookAheadPatch;
import org.smoothlab.server.origin.Refusal;
import org.smoothlab.server.origin.Source;

/** What an ingest session does with fragments: to their tracks, whole or chunk by chunk. */
final class FragmentIntake {
  private final Source source;
  private final Optional<PastBlock> past;
  private final IngestPatience patience;
  private final ChunkIntake chunks = new ChunkIntake();
  private FragmentCheck check = FragmentCheck.NONE;
  private Optional<Announce> announce = Optional.empty();

  /**
   * @param past where they go when they are older ones
   * @param patience is told how long they are
   */
  FragmentIntake(Source source, Optional<PastBlock> past, IngestPatience patience) {
    this.source = source;
    this.past = past;
    this.patience = patience;
  }

  /** Live fragments are looked at before the point takes them. */
  void checkBy(FragmentCheck newCheck) {
    check = newCheck;
  }

  /** These tracks will come; again when the sender restarts inside its connection. */
  void announced(Announce announced) {
    announce = Optional.of(announced);
  }

  /** Whether tracks were announced that are silent for long, and no others. */
  boolean isSparseOnly() {
    return announce.isPresent()
        && announce.get().tracks().stream().allMatch(track -> track.stream().isSparse());
  }

  /** A {@code styp} has come. */
  void beginSegment() {
    chunks.beginSegment();
  }

  /**
   * Takes what these two boxes have.
   *
   * @return present when the session is refused
   */
  Optional<Refusal> take(Slice moof, Slice mdat, long nowNanos) throws MediaException {
    Map<Integer, TrackDefaults> defaults = announce.orElseThrow().defaults();
    for (Fragment read : FragmentReader.read(moof, mdat, defaults)) {
      TrackDefaults own = defaults.getOrDefault(read.trackNumber(), TrackDefaults.NONE);
      Optional<Refusal> refusal =
          past.isPresent()
              ? takeWhole(read, nowNanos)
              : take(chunks.take(read, track(read), own), nowNanos);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    chunks.endOfBoxes();
    return Optional.empty();
  }

  /** Nothing more comes: what has come of a fragment is all of it. */
  Optional<Refusal> flush(long nowNanos) throws MediaException {
    return take(chunks.flush(), nowNanos);
  }

  private Optional<Refusal> take(List<ChunkIntake.Arrival> arrivals, long nowNanos)
      throws MediaException {
    for (ChunkIntake.Arrival arrival : arrivals) {
      Optional<Refusal> refusal =
          switch (arrival) {
            case ChunkIntake.Arrival.Part(Chunk chunk) -> source.grow(chunk, nowNanos);
            case ChunkIntake.Arrival.Whole(Fragment fragment) -> takeWhole(fragment, nowNanos);
          };
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  /** What cannot be served is not taken. */
  private Optional<Refusal> takeWhole(Fragment fragment, long nowNanos) throws MediaException {
    LookAheadPatch.head(fragment, List.of());
    ChunkJoin.split(fragment);
    Optional<Refusal> refusal = deliver(fragment, nowNanos);
    if (refusal.isEmpty()) {
      patience.saw(fragment.time(), track(fragment).stream().timescale());
    }
    return refusal;
  }

  private TrackInfo track(Fragment fragment) throws MalformedMediaException {
    Announce announced = announce.orElseThrow();
    return announced
        .find(fragment.trackNumber())
        .orElseThrow(() ->
            new MalformedMediaException(
                "fragment of track_ID %d, announced are %s"
                    .formatted(
                        fragment.trackNumber(),
                        announced.tracks().stream().map(TrackInfo::trackNumber).toList())));
  }

  private Optional<Refusal> deliver(Fragment fragment, long nowNanos) throws MediaException {
    if (past.isPresent()) {
      return past.get().add(track(fragment).id(), fragment);
    }
    describe(fragment);
    Optional<Refusal> refusal = check.refusal(track(fragment), fragment.time());
    return refusal.isPresent() ? refusal : source.deliver(fragment, nowNanos);
  }

  /** Encoders without global headers tell codec data only inside the first samples. */
  private void describe(Fragment fragment) throws MediaException {
    if (hasCodecData(fragment) || !fragment.samples().startsWithSync()) {
      return;
    }
    announce = Optional.of(announce.orElseThrow().withCodecDataFrom(fragment));
    if (hasCodecData(fragment)) {
      source.describe(track(fragment));
    }
  }

  private boolean hasCodecData(Fragment fragment) throws MalformedMediaException {
    return !track(fragment).level().codecPrivateData().isEmpty();
  }
}
