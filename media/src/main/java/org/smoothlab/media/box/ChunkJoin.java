package org.smoothlab.media.box;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * A fragment that arrives in chunks, each a {@code moof} and its samples. Each is given on in one
 * form, and the whole fragment has one run for each, so that {@link #split} gives the very same
 * chunks again: from memory, from an archive, or at another server that was sent the fragment.
 *
 * <p>Notes on samples beside the runs ({@code sdtp} and the like) are left out: they are advice,
 * and those of several chunks are not one list. A fragment of one chunk is that chunk, as it came.
 *
 * @see "ISO/IEC 23000-19, 7.3.2.1 CMAF chunk"
 */
public final class ChunkJoin {
  /** No fragment has so many; one more, and it is whole. */
  public static final int COUNT_MAX = 256;

  /** No fragment of 20 s has so many bytes: it is whole when it has. */
  public static final long BYTES_MAX = 256L << 20;

  private static final int MDAT_HEADER_BYTES = 8;

  private final Fragment first;
  private final TrackDefaults defaults;
  private final MoofEdit moof;
  private final TfhdBox header;
  private final long decodeTicks;
  private final List<TrunBox> runs = new ArrayList<>();
  private final List<Slice> payloads = new ArrayList<>();
  private long durationTicks;
  private long payloadBytes;

  private ChunkJoin(Fragment first, TrackDefaults defaults) throws MediaException {
    this.first = first;
    this.defaults = defaults;
    this.moof = MoofEdit.of(first.moof());
    this.header = header(moof.trafChildren()).withoutBaseDataOffset();
    this.decodeTicks = decodeTicks(first, defaults);
  }

  /**
   * Begins with the first chunk, which is still to be {@linkplain #add added}.
   *
   * @param first that {@link FragmentReader} has made
   * @param defaults those that it was read with
   */
  public static ChunkJoin of(Fragment first, TrackDefaults defaults) throws MediaException {
    return new ChunkJoin(first, defaults);
  }

  /** When the fragment starts. */
  public long startTicks() {
    return first.time().startTicks();
  }

  /** How long what has come of it lasts. */
  public long durationTicks() {
    return durationTicks;
  }

  /** Whether it has room for another chunk. */
  public boolean hasRoom() {
    return runs.size() < COUNT_MAX && payloadBytes < BYTES_MAX;
  }

  /** Whether these samples are decoded right behind those that have come: to half a sample. */
  public boolean isFollowedBy(Fragment next) throws MediaException {
    long sampleTicks = next.time().durationTicks() / Math.max(1, next.samples().count());
    long gapTicks = decodeTicks(next, defaults) - (decodeTicks + durationTicks);
    return Math.abs(gapTicks) <= sampleTicks / 2;
  }

  /**
   * Takes the next chunk.
   *
   * @return the same samples, with the defaults of the first chunk
   * @throws UnsupportedMediaException if it is encrypted
   * @throws MalformedMediaException if its samples do not lie behind one another, or there is none
   */
  public Chunk add(Fragment chunk) throws MediaException {
    MoofEdit edit = MoofEdit.of(chunk.moof());
    requirePlain(edit.trafChildren());
    TrackRuns own =
        TrackRuns.of(header(edit.trafChildren()), edit.trafChildren().all(TrunBox.class), defaults);
    TrunBox run = isSelfContained(own) ? own.runs().getFirst() : explicit(own);
    Slice payload = payload(chunk, edit.runPositions(), own);
    Part part = new Part(header, run, sum(decodeTicks, durationTicks), payload);
    Chunk added = part.write(runs.size(), startTicks(), sum(startTicks(), durationTicks));
    runs.add(run);
    payloads.add(payload);
    payloadBytes += payload.size();
    durationTicks += added.durationTicks();
    return added;
  }

  /** All that has come, as one fragment. */
  public Fragment whole() {
    if (runs.size() == 1) {
      return first;
    }
    List<Box> inTraf = new ArrayList<>();
    FragmentTime time = new FragmentTime(startTicks(), durationTicks);
    for (Box box : moof.trafChildren().boxes()) {
      switch (MoofEdit.meaning(box)) {
        case TfhdBox _ -> inTraf.add(header);
        case TfdtBox decodeTime -> inTraf.add(decodeTime);
        case TfxdBox _ -> inTraf.add(new TfxdBox(time));
        case TrunBox _ -> {
          if (inTraf.stream().noneMatch(TrunBox.class::isInstance)) {
            inTraf.addAll(runs);
          }
        }
        default -> {
          // Of the first chunk only, or about what follows it.
        }
      }
    }
    inTraf.add(new ChunksBox());
    List<Long> positions = new ArrayList<>();
    long at = 0;
    for (Slice payload : payloads) {
      positions.add(at);
      at += payload.size();
    }
    return new Fragment(
        first.trackNumber(),
        time,
        new TrackRuns(header, runs, TrackDefaults.NONE).summary(),
        moof.write(inTraf, positions),
        Slice.concat(payloads));
  }

  /**
   * The chunks in which a fragment came; itself if it did not come in chunks.
   *
   * @param fragment one of {@link #whole}, or what became of it on its way through other servers
   * @throws MalformedMediaException if it claims to have come in chunks and cannot have
   */
  public static List<Chunk> split(Fragment fragment) throws MediaException {
    MoofEdit edit = MoofEdit.of(fragment.moof());
    BoxList inTraf = edit.trafChildren();
    List<TrunBox> runs = inTraf.all(TrunBox.class);
    long startTicks = fragment.time().startTicks();
    if (runs.size() < 2 || inTraf.find(ChunksBox.TYPE).isEmpty()) {
      return List.of(new Chunk(fragment, 0, startTicks, startTicks));
    }
    TfhdBox header = header(inTraf);
    List<Long> positions = edit.runPositions();
    List<Chunk> chunks = new ArrayList<>(runs.size());
    long wholeDecodeTicks = decodeTicks(fragment, TrackDefaults.NONE);
    long offsetTicks = 0;
    long at = 0;
    for (int i = 0; i < runs.size(); i++) {
      TrackRuns own = TrackRuns.of(header, List.of(runs.get(i)), TrackDefaults.NONE);
      if (positions.get(i) != at) {
        throw new MalformedMediaException(
            "moof/traf/trun: a chunk at %d of the mdat body, expected %d, behind the one before"
                .formatted(positions.get(i), at));
      }
      Slice payload = piece(fragment.payload(), at, own.sizeBytes(runs.get(i)));
      at += payload.size();
      Part part = new Part(header, runs.get(i), sum(wholeDecodeTicks, offsetTicks), payload);
      Chunk chunk = part.write(i, startTicks, sum(startTicks, offsetTicks));
      if (chunk.durationTicks() == 0) {
        throw new MalformedMediaException("moof/traf/trun: a chunk that lasts 0 ticks");
      }
      offsetTicks += chunk.durationTicks();
      chunks.add(chunk);
    }
    return List.copyOf(chunks);
  }

  private static TfhdBox header(BoxList inTraf) throws MalformedMediaException {
    return inTraf
        .find(TfhdBox.class)
        .orElseThrow(() -> new MalformedMediaException("moof/traf: no tfhd"));
  }

  private static long decodeTicks(Fragment fragment, TrackDefaults defaults) throws MediaException {
    BoxList inTraf = MoofEdit.of(fragment.moof()).trafChildren();
    TrackRuns runs = TrackRuns.of(header(inTraf), inTraf.all(TrunBox.class), defaults);
    return fragment.time().startTicks() - runs.firstCompositionOffsetTicks();
  }

  private static void requirePlain(BoxList inTraf) throws UnsupportedMediaException {
    for (Box box : inTraf.boxes()) {
      BoxType type = box.type();
      if (type.equals(SencBox.TYPE)
          || type.equals(PiffSencBox.TYPE)
          || type.equals(SaizBox.TYPE)
          || type.equals(SaioBox.TYPE)) {
        throw new UnsupportedMediaException(
            "moof/traf/%s: encrypted chunks are not joined, expected whole fragments"
                .formatted(type));
      }
    }
  }

  /** Whether its run means the same behind the header of the first chunk. */
  private boolean isSelfContained(TrackRuns own) {
    if (own.runs().size() != 1) {
      return false;
    }
    TrunBox run = own.runs().getFirst();
    TfhdBox mine = own.header();
    return isSame(
            run.has(TrunBox.SAMPLE_DURATION),
            mine,
            TfhdBox.DEFAULT_DURATION,
            mine.defaultDurationTicks() == header.defaultDurationTicks())
        && isSame(
            run.has(TrunBox.SAMPLE_SIZE),
            mine,
            TfhdBox.DEFAULT_SIZE,
            mine.defaultSizeBytes() == header.defaultSizeBytes())
        && isSame(
            run.has(TrunBox.SAMPLE_FLAGS),
            mine,
            TfhdBox.DEFAULT_FLAGS,
            mine.defaultFlags() == header.defaultFlags());
  }

  private boolean isSame(boolean inRun, TfhdBox mine, int field, boolean equal) {
    return inRun || (mine.has(field) && header.has(field) && equal);
  }

  /** One run that says all of each sample. */
  private static TrunBox explicit(TrackRuns own) {
    List<TrunBox.Entry> entries = new ArrayList<>();
    for (TrunBox run : own.runs()) {
      for (int i = 0; i < run.sampleCount(); i++) {
        entries.add(
            new TrunBox.Entry(
                own.durationTicks(run, i),
                own.sizeBytes(run, i),
                own.flags(run, i),
                TrackRuns.compositionOffsetTicks(run, i)));
      }
    }
    return new TrunBox(1, TrunBox.ALL_OF_EACH, entries.size(), 0, 0, entries);
  }

  private static long sum(long startTicks, long ticks) throws MalformedMediaException {
    try {
      return Math.addExact(startTicks, ticks);
    } catch (ArithmeticException e) {
      throw new MalformedMediaException(
          "moof/traf: a chunk %d ticks behind %d is beyond 2^63-1".formatted(ticks, startTicks), e);
    }
  }

  private static Slice payload(Fragment chunk, List<Long> positions, TrackRuns own)
      throws MalformedMediaException {
    long endBytes = positions.getFirst();
    for (int i = 0; i < positions.size(); i++) {
      if (positions.get(i) != endBytes) {
        throw new MalformedMediaException(
            "moof/traf/trun: the runs of a chunk do not lie behind one another");
      }
      endBytes += own.sizeBytes(own.runs().get(i));
    }
    return piece(chunk.payload(), positions.getFirst(), endBytes - positions.getFirst());
  }

  private static Slice piece(Slice payload, long position, long sizeBytes)
      throws MalformedMediaException {
    if (position < 0 || sizeBytes > payload.size() - position) {
      throw new MalformedMediaException(
          "moof/traf/trun: samples of %d bytes at %d of the mdat body, which has %d"
              .formatted(sizeBytes, position, payload.size()));
    }
    return payload.slice(position, sizeBytes);
  }

  /** What a chunk is written of. */
  private record Part(TfhdBox header, TrunBox run, long decodeTicks, Slice payload) {
    Chunk write(int index, long wholeStartTicks, long startTicks) throws MediaException {
      TrackRuns runs = TrackRuns.of(header, List.of(run), TrackDefaults.NONE);
      long shownTicks = sum(decodeTicks, runs.firstCompositionOffsetTicks());
      sum(Math.max(shownTicks, startTicks), runs.durationTicks());
      FragmentTime time = new FragmentTime(shownTicks, runs.durationTicks());
      long moofBytes = moof(0).sizeBytes();
      Slice moof = moof(Math.toIntExact(moofBytes + MDAT_HEADER_BYTES)).toSlice();
      Fragment fragment = new Fragment(runs.trackNumber(), time, runs.summary(), moof, payload);
      return new Chunk(fragment, index, wholeStartTicks, startTicks);
    }

    private MoofBox moof(int dataOffset) {
      List<Box> inTraf = List.of(header, new TfdtBox(decodeTicks), run.withDataOffset(dataOffset));
      return new MoofBox(new BoxList(List.of(new MfhdBox(0), new TrafBox(new BoxList(inTraf)))));
    }
  }
}
