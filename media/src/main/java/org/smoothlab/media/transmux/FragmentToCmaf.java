package org.smoothlab.media.transmux;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.Chunk;
import org.smoothlab.media.box.ChunkJoin;
import org.smoothlab.media.box.EmsgBox;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MfhdBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.PrftBox;
import org.smoothlab.media.box.PsshBox;
import org.smoothlab.media.box.SaioBox;
import org.smoothlab.media.box.SbgpBox;
import org.smoothlab.media.box.SdtpBox;
import org.smoothlab.media.box.SencBox;
import org.smoothlab.media.box.SgpdBox;
import org.smoothlab.media.box.StypBox;
import org.smoothlab.media.box.SubsBox;
import org.smoothlab.media.box.TfdtBox;
import org.smoothlab.media.box.TfhdBox;
import org.smoothlab.media.box.TrafBox;
import org.smoothlab.media.box.TrunBox;
import org.smoothlab.media.box.VerbatimBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * A fragment as DASH and HLS want it: one CMAF segment, {@code [styp][prft][moof][mdat]}, and
 * another {@code [moof][mdat]} for each further chunk in which it came. What only Smooth knows is
 * left out, and the decode time is put in; the samples are those of the fragment.
 *
 * <p>Nothing in it depends on which encoder was heard, or how often: of the same samples at the
 * same time two origins make the same bytes. So chunks are numbered by their time.
 *
 * <p>Where the wall time of the media time is known, a {@code prft} says it of the begin of the
 * segment.
 *
 * @see "ISO/IEC 23000-19, 7.3.2.3 CMAF segment; ISO/IEC 23009-1, 6.3.4.2 and 5.12"
 */
public final class FragmentToCmaf {
  private static final Timescale MILLISECONDS = new Timescale(1000);
  private static final long U32 = 0xFFFF_FFFFL;
  private static final int MDAT_HEADER_BYTES = 8;
  private static final int BOX_HEADER_BYTES = 8;

  /** The header of a {@code senc} up to its first vector. */
  private static final int SENC_HEADER_BYTES = 16;

  private static final StypBox SEGMENT_TYPE = new StypBox("msdh", 0, List.of("msdh", "cmfs"));

  /** What describes samples one by one, beside the runs: as long as all of them are there. */
  private static final Set<BoxType> OF_SAMPLES =
      Set.of(SdtpBox.TYPE, SubsBox.TYPE, SgpdBox.TYPE, SbgpBox.TYPE);

  private final Fragment fragment;
  private final TrackInfo track;
  private final MoofBox moof;
  private final BoxList inTraf;

  private FragmentToCmaf(Fragment fragment, TrackInfo track) throws MediaException {
    this.fragment = fragment;
    this.track = track;
    this.moof =
        BoxList.read(fragment.moof(), "moof")
            .find(MoofBox.class)
            .orElseThrow(() -> new MalformedMediaException("not a moof box: " + fragment.moof()));
    this.inTraf =
        moof.children()
            .find(TrafBox.class)
            .map(TrafBox::children)
            .orElseThrow(() -> new MalformedMediaException("moof: no track fragment"));
  }

  /**
   * A chunk of a segment.
   *
   * @param head what is in front of its samples: {@link FragmentToCmaf#head}
   * @param payloadBytes how many bytes of samples it has
   */
  public record Head(Slice head, long payloadBytes) {}

  /**
   * The whole segment: what {@link #heads} says, and the samples as they are stored.
   *
   * @param fragment one made by {@link org.smoothlab.media.box.FragmentReader}
   * @param track the one of the initialization segment: see {@link InitSegment}
   * @param zeroNanos the wall time of tick 0, since 1970, if it shall be told
   * @throws UnsupportedMediaException if all of it lies before the clock's zero, where CMAF has no
   *     times, or its encryption is told in a way that is not known here
   * @throws MalformedMediaException if its times do not fit 63 bits
   */
  public static List<Slice> segment(Fragment fragment, TrackInfo track, OptionalLong zeroNanos)
      throws MediaException {
    List<Slice> segment = new ArrayList<>();
    for (Chunk chunk : ChunkJoin.split(fragment)) {
      segment.add(head(chunk, track, zeroNanos));
      segment.add(chunk.fragment().payload());
    }
    return List.copyOf(segment);
  }

  /**
   * The same segment with messages in front of its first {@code moof}. No samples are copied.
   *
   * @param segment as {@link #segment} makes it
   */
  public static List<Slice> withEvents(List<Slice> segment, List<EmsgBox> events) {
    if (events.isEmpty()) {
      return segment;
    }
    Slice head = segment.getFirst();
    long moofAt = 0;
    while (head.i32(moofAt + 4) != MoofBox.TYPE.fourCc()) {
      moofAt += head.u32(moofAt);
    }
    BoxWriter messages = new BoxWriter();
    events.forEach(event -> event.write(messages));
    List<Slice> parts = new ArrayList<>();
    parts.add(head.slice(0, moofAt));
    parts.add(messages.toSlice());
    parts.add(head.slice(moofAt, head.size() - moofAt));
    parts.addAll(segment.subList(1, segment.size()));
    return List.copyOf(parts);
  }

  /**
   * What is in front of the samples of each chunk of a segment. Their samples lie behind one
   * another in the payload of the fragment.
   */
  public static List<Head> heads(Fragment fragment, TrackInfo track, OptionalLong zeroNanos)
      throws MediaException {
    List<Head> heads = new ArrayList<>();
    for (Chunk chunk : ChunkJoin.split(fragment)) {
      heads.add(new Head(head(chunk, track, zeroNanos), chunk.fragment().payload().size()));
    }
    return List.copyOf(heads);
  }

  /**
   * What is in front of the samples of a chunk: {@code moof}, and the 8 bytes of the {@code mdat}
   * header; of the first of a fragment, {@code styp} and {@code prft} before them. It is the same
   * whether its fragment is whole or not.
   *
   * <p>Decode times are told unsigned. Samples before the clock's zero that nobody is meant to hear
   * (the priming of AAC) are left out of the run; pictures that are shown behind it and decoded
   * before it are decoded faster.
   *
   * @return memory outside the heap
   */
  public static Slice head(Chunk chunk, TrackInfo track, OptionalLong zeroNanos)
      throws MediaException {
    Fragment fragment = chunk.fragment();
    try {
      return new FragmentToCmaf(fragment, track).head(chunk.index() == 0, zeroNanos);
    } catch (ArithmeticException e) {
      throw new MalformedMediaException(
          "moof/traf: times of a fragment at %d ticks do not fit (ISO/IEC 14496-12, 8.8.12)"
              .formatted(fragment.time().startTicks()),
          e);
    }
  }

  private Slice head(boolean first, OptionalLong zeroNanos) throws MediaException {
    CmafRuns runs = CmafRuns.of(fragment, inTraf.all(TrunBox.class));
    List<Box> boxes = new ArrayList<>();
    boxes.add(header());
    boxes.add(new TfdtBox(runs.decodeTicks()));
    boxes.addAll(runs.runs());
    if (runs.leftOutCount() == 0) {
      inTraf.boxes().stream()
          .filter(box -> OF_SAMPLES.contains(box.type()))
          .map(FragmentToCmaf::meaning)
          .forEach(boxes::add);
    }
    boxes.addAll(SampleEncryption.boxes(inTraf, runs.leftOutCount()));
    BoxWriter out = new BoxWriter();
    if (first) {
      SEGMENT_TYPE.write(out);
      if (zeroNanos.isPresent()) {
        reference(zeroNanos.getAsLong()).write(out);
      }
    }
    placed(boxes, runs).write(out);
    out.u32(fragment.payload().size() + MDAT_HEADER_BYTES).i32(MdatBox.TYPE.fourCc());
    return out.toSlice().copy();
  }

  /** Of the begin of the fragment, or of the clock's zero if that is later. */
  private PrftBox reference(long zeroNanos) {
    long ticks = Math.max(0, fragment.time().startTicks());
    long sinceZeroNanos = Timescale.NANOS.rescaleFloor(ticks, track.stream().timescale());
    return PrftBox.encoderInput(
        track.trackNumber(), Math.addExact(zeroNanos, sinceZeroNanos), ticks);
  }

  /** The one sample description of an initialization segment of ours, and no place in a file. */
  private TfhdBox header() throws MediaException {
    TfhdBox header =
        inTraf
            .find(TfhdBox.class)
            .orElseThrow(() -> new MalformedMediaException("moof/traf: no tfhd"));
    int dropped =
        TfhdBox.BASE_DATA_OFFSET | TfhdBox.SAMPLE_DESCRIPTION_INDEX | TfhdBox.DURATION_IS_EMPTY;
    return new TfhdBox(
        (header.flags() & ~dropped) | TfhdBox.DEFAULT_BASE_IS_MOOF,
        track.trackNumber(),
        0,
        0,
        header.defaultDurationTicks(),
        header.defaultSizeBytes(),
        header.defaultFlags());
  }

  /** The {@code moof} of these boxes, its offsets set: no box changes its size by that. */
  private MoofBox placed(List<Box> trafBoxes, CmafRuns runs) throws MediaException {
    List<Box> inMoof = new ArrayList<>();
    inMoof.add(new MfhdBox(number(runs.decodeTicks())));
    inMoof.addAll(moof.children().all(PsshBox.class));
    long trafAt = BOX_HEADER_BYTES + new BoxList(inMoof).sizeBytes();
    long at = trafAt + BOX_HEADER_BYTES;
    long vectorsAt = 0;
    for (Box box : trafBoxes) {
      vectorsAt = box instanceof SencBox ? at + SENC_HEADER_BYTES : vectorsAt;
      at += box.sizeBytes();
    }
    long payloadAt = at + MDAT_HEADER_BYTES;
    List<Box> placed = new ArrayList<>();
    int run = 0;
    for (Box box : trafBoxes) {
      placed.add(
          switch (box) {
            case TrunBox trun ->
                trun.withDataOffset(Math.toIntExact(payloadAt + runs.positions().get(run++)));
            case SaioBox saio ->
                vectorsAt > 0 ? saio.withOffsets(List.of(vectorsAt)) : moved(saio, payloadAt);
            default -> box;
          });
    }
    inMoof.add(new TrafBox(new BoxList(placed)));
    return new MoofBox(new BoxList(inMoof));
  }

  /** Auxiliary information that lies among the samples. */
  private SaioBox moved(SaioBox saio, long payloadAt) throws MediaException {
    long oldPayloadAt = fragment.moof().size() + MDAT_HEADER_BYTES;
    List<Long> offsets = new ArrayList<>();
    for (long offset : saio.offsets()) {
      if (offset < oldPayloadAt) {
        throw new UnsupportedMediaException(
            "moof/traf/saio: offset %d is in neither senc nor mdat (ISO/IEC 23001-7, 7.1)"
                .formatted(offset));
      }
      offsets.add(offset - oldPayloadAt + payloadAt);
    }
    return saio.withOffsets(offsets);
  }

  /** Rises with the time of what is decoded; begins again after 49 days. */
  private long number(long decodeTicks) {
    return MILLISECONDS.rescaleFloor(decodeTicks, track.stream().timescale()) & U32;
  }

  private static Box meaning(Box box) {
    return box instanceof VerbatimBox verbatim ? verbatim.meaning() : box;
  }
}
