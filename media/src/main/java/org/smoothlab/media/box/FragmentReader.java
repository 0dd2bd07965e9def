package org.smoothlab.media.box;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * Makes fragments of the two boxes in which they arrive.
 *
 * <p>A fragment has one track: a {@code moof} of several is split. What points into the file, a
 * base data offset, is dropped: offsets then count from the {@code moof} itself. Its {@code moof}
 * is the one that arrived, byte for byte, unless one of these had to change it; media is never
 * changed.
 *
 * @see "[MS-SSTR] 2.2.4 and 2.2.7.5"
 */
public final class FragmentReader {
  /** No encoder sends so many tracks in one fragment; each costs a pass over all of it. */
  static final int TRAF_COUNT_MAX = 64;

  private FragmentReader() {}

  /** Like the other one, for tracks whose fragments say all themselves. */
  public static List<Fragment> read(Slice moofBox, Slice mdatBox) throws MediaException {
    return read(moofBox, mdatBox, Map.of());
  }

  /**
   * The fragments in these boxes, one for each {@code traf}, in its order. The time is that of
   * {@code tfxd}; where it is missing, {@code tfdt} and the first composition offset, and the sum
   * of the sample durations.
   *
   * @param moofBox the whole box
   * @param mdatBox the whole box
   * @param defaults of the announced tracks, by {@code track_ID}; {@link TrackDefaults#NONE} for
   *     those that are not there
   * @throws MalformedMediaException if a box, an offset or a size does not fit
   * @throws UnsupportedMediaException if the time is in a version that is not known here, or there
   *     are no samples, or too many
   */
  public static List<Fragment> read(
      Slice moofBox, Slice mdatBox, Map<Integer, TrackDefaults> defaults) throws MediaException {
    MoofBox moof = readMoof(moofBox);
    Arrived arrived = new Arrived(moof, moofBox, mdatBox, mdatHeaderBytes(mdatBox));
    int trafCount = moof.children().all(TrafBox.class).size();
    if (trafCount == 0) {
      throw new MalformedMediaException("moof: no track fragment ([MS-SSTR] 2.2.4.1)");
    }
    if (trafCount > TRAF_COUNT_MAX) {
      throw new UnsupportedMediaException(
          "moof: %d track fragments, limit is %d".formatted(trafCount, TRAF_COUNT_MAX));
    }
    List<Fragment> fragments = new ArrayList<>();
    long dataEnd = 0;
    for (int trafIndex = 0; trafIndex < trafCount; trafIndex++) {
      MoofEdit edit = new MoofEdit(moof, trafIndex, moofBox.size(), arrived.mdatHeaderBytes);
      TrackRuns runs = readRuns(edit.trafChildren(), defaults);
      requireAuxiliaryInside(edit.trafChildren(), moofBox.size() + mdatBox.size());
      List<Long> positions = positions(runs, arrived, dataEnd);
      dataEnd = positions.getLast() + runs.sizeBytes(runs.runs().getLast());
      fragments.add(
          trafCount == 1
              ? whole(arrived, edit, runs, positions)
              : split(arrived, edit, runs, positions));
    }
    return List.copyOf(fragments);
  }

  /** Like the other one, for a track whose fragments say all themselves. */
  public static List<Sample> samples(Fragment fragment) throws MediaException {
    return samples(fragment, TrackDefaults.NONE);
  }

  /**
   * The samples of a fragment that {@link #read} has made, in decoding order.
   *
   * @param defaults those that it was read with
   */
  public static List<Sample> samples(Fragment fragment, TrackDefaults defaults)
      throws MediaException {
    MoofEdit moof = MoofEdit.of(fragment.moof());
    TrackRuns runs = readRuns(moof.trafChildren(), Map.of(fragment.trackNumber(), defaults));
    List<Long> positions = moof.runPositions();
    for (int i = 0; i < positions.size(); i++) {
      requireInside(positions.get(i), runs.sizeBytes(runs.runs().get(i)), fragment.payload());
    }
    long firstDecodeTicks = fragment.time().startTicks() - runs.firstCompositionOffsetTicks();
    return runs.samples(firstDecodeTicks, positions, fragment.payload());
  }

  static MoofBox readMoof(Slice moofBox) throws MalformedMediaException {
    return BoxList.read(moofBox, "moof")
        .find(MoofBox.class)
        .orElseThrow(() -> new MalformedMediaException("not a moof box: " + moofBox));
  }

  private static int mdatHeaderBytes(Slice mdatBox) throws MalformedMediaException {
    BoxHeader header = BoxHeader.read(new SliceReader(mdatBox, "mdat"));
    if (!header.type().equals(MdatBox.TYPE) || header.sizeBytes() != mdatBox.size()) {
      throw new MalformedMediaException("not a whole mdat box: " + mdatBox);
    }
    return header.headerBytes();
  }

  private static TrackRuns readRuns(BoxList inTraf, Map<Integer, TrackDefaults> defaults)
      throws MediaException {
    TfhdBox header =
        inTraf
            .find(TfhdBox.class)
            .orElseThrow(
                () -> new MalformedMediaException("moof/traf: no tfhd (ISO/IEC 14496-12, 8.8.7)"));
    List<TrunBox> runs = inTraf.all(TrunBox.class);
    boolean hasUnknownRun =
        inTraf.boxes().stream()
            .anyMatch(box -> box instanceof OpaqueBox && box.type().equals(TrunBox.TYPE));
    if (hasUnknownRun) {
      throw new UnsupportedMediaException("moof/traf/trun: version above 1");
    }
    TrackDefaults own = defaults.getOrDefault((int) header.trackNumber(), TrackDefaults.NONE);
    return TrackRuns.of(header, runs, own);
  }

  /**
   * Where each run's samples start in the payload. Offsets count from the {@code moof}; one too
   * small for that counts from the end of the track before it, as it does where no base is given.
   *
   * @param dataEnd where the samples of the track before end, in the payload
   * @see "ISO/IEC 14496-12, 8.8.7.1 and 8.8.8.3"
   */
  private static List<Long> positions(TrackRuns runs, Arrived arrived, long dataEnd)
      throws MalformedMediaException {
    long payloadAt = arrived.moofBox.size() + arrived.mdatHeaderBytes;
    boolean baseMayBeDataEnd =
        dataEnd > 0
            && !runs.header().has(TfhdBox.BASE_DATA_OFFSET)
            && !runs.header().has(TfhdBox.DEFAULT_BASE_IS_MOOF);
    List<Long> positions = new ArrayList<>();
    long position = dataEnd;
    for (TrunBox run : runs.runs()) {
      if (run.has(TrunBox.DATA_OFFSET)) {
        position =
            run.dataOffset() < payloadAt && baseMayBeDataEnd
                ? dataEnd + run.dataOffset()
                : run.dataOffset() - payloadAt;
      }
      long sizeBytes = runs.sizeBytes(run);
      requireInside(position, sizeBytes, arrived.payload());
      positions.add(position);
      position += sizeBytes;
    }
    boolean unsized = runs.runs().stream().allMatch(run -> runs.sizeBytes(run) == 0);
    if (unsized && !arrived.payload().isEmpty()) {
      throw new MalformedMediaException(
          "moof/traf: sizes of samples are in neither trun, tfhd nor trex (ISO/IEC 14496-12, 8.8.8)");
    }
    return positions;
  }

  private static void requireInside(long position, long sizeBytes, Slice payload)
      throws MalformedMediaException {
    if (position < 0 || sizeBytes > payload.size() - position) {
      throw new MalformedMediaException(
          "moof/traf/trun: samples of %d bytes at %d of the mdat body, which has %d (ISO/IEC 14496-12, 8.8.8)"
              .formatted(sizeBytes, position, payload.size()));
    }
  }

  private static Fragment whole(
      Arrived arrived, MoofEdit edit, TrackRuns runs, List<Long> positions) throws MediaException {
    boolean unchanged =
        !runs.header().has(TfhdBox.BASE_DATA_OFFSET)
            && arrived.mdatHeaderBytes == 8
            && runs.runs().stream().allMatch(run -> run.has(TrunBox.DATA_OFFSET));
    Slice moof = unchanged ? arrived.moofBox : rewrite(edit, positions);
    return fragment(edit.trafChildren(), runs, moof, arrived.payload());
  }

  private static Fragment split(
      Arrived arrived, MoofEdit edit, TrackRuns runs, List<Long> positions) throws MediaException {
    requireAuxiliaryInMoof(edit.trafChildren(), arrived.moofBox.size());
    List<Slice> pieces = new ArrayList<>();
    List<Long> newPositions = new ArrayList<>();
    long end = positions.getFirst();
    long at = 0;
    boolean contiguous = true;
    for (int i = 0; i < positions.size(); i++) {
      long sizeBytes = runs.sizeBytes(runs.runs().get(i));
      contiguous &= positions.get(i) == end;
      requireOnce(at + sizeBytes, arrived.payload());
      pieces.add(arrived.payload().slice(positions.get(i), sizeBytes));
      newPositions.add(at);
      end = positions.get(i) + sizeBytes;
      at += sizeBytes;
    }
    Slice payload =
        contiguous ? arrived.payload().slice(positions.getFirst(), at) : Slice.concat(pieces);
    return fragment(edit.trafChildren(), runs, rewrite(edit, newPositions), payload);
  }

  /** Runs that share samples could ask for far more memory than has arrived. */
  private static void requireOnce(long sizeBytes, Slice payload) throws MalformedMediaException {
    if (sizeBytes > payload.size()) {
      throw new MalformedMediaException(
          "moof/traf: runs of %d bytes overlap in a mdat body of %d (ISO/IEC 14496-12, 8.8.8)"
              .formatted(sizeBytes, payload.size()));
    }
  }

  private static void requireAuxiliaryInside(BoxList inTraf, long fragmentBytes)
      throws MalformedMediaException {
    for (long offset : auxiliaryOffsets(inTraf)) {
      if (offset < 0 || offset >= fragmentBytes) {
        throw new MalformedMediaException(
            "moof/traf/saio: offset %s in a fragment of %d bytes (ISO/IEC 14496-12, 8.7.9)"
                .formatted(Long.toUnsignedString(offset), fragmentBytes));
      }
    }
  }

  private static void requireAuxiliaryInMoof(BoxList inTraf, long moofBytes)
      throws UnsupportedMediaException {
    if (auxiliaryOffsets(inTraf).stream().anyMatch(offset -> offset >= moofBytes)) {
      throw new UnsupportedMediaException(
          "moof/traf/saio: auxiliary information among the samples of several tracks");
    }
  }

  private static List<Long> auxiliaryOffsets(BoxList inTraf) {
    return inTraf.all(SaioBox.class).stream().flatMap(saio -> saio.offsets().stream()).toList();
  }

  private static Slice rewrite(MoofEdit edit, List<Long> positions) {
    List<Box> inTraf =
        edit.trafChildren().boxes().stream().map(FragmentReader::withoutBase).toList();
    return edit.write(inTraf, positions);
  }

  private static Box withoutBase(Box box) {
    return MoofEdit.meaning(box) instanceof TfhdBox header && header.has(TfhdBox.BASE_DATA_OFFSET)
        ? header.withoutBaseDataOffset()
        : box;
  }

  private static Fragment fragment(BoxList inTraf, TrackRuns runs, Slice moof, Slice payload)
      throws MediaException {
    return new Fragment(runs.trackNumber(), time(inTraf, runs), runs.summary(), moof, payload);
  }

  private static FragmentTime time(BoxList inTraf, TrackRuns runs) throws MediaException {
    if (inTraf.find(TfxdBox.TYPE).isPresent()) {
      return inTraf
          .find(TfxdBox.class)
          .map(TfxdBox::time)
          .orElseThrow(() ->
              new UnsupportedMediaException(
                  "moof/traf/tfxd: version above 1 ([MS-SSTR] 2.2.4.4 has 0 and 1)"));
    }
    TfdtBox decodeTime =
        inTraf
            .find(TfdtBox.class)
            .orElseThrow(() ->
                new MalformedMediaException(
                    "moof/traf: neither tfxd nor tfdt ([MS-SSTR] 2.2.7.5.1)"));
    try {
      return new FragmentTime(
          Math.addExact(decodeTime.baseDecodeTicks(), runs.firstCompositionOffsetTicks()),
          runs.durationTicks());
    } catch (ArithmeticException e) {
      throw new MalformedMediaException(
          "moof/traf/tfdt: a fragment at %d ends beyond 2^63-1 (ISO/IEC 14496-12, 8.8.12)"
              .formatted(decodeTime.baseDecodeTicks()),
          e);
    }
  }

  private record Arrived(MoofBox moof, Slice moofBox, Slice mdatBox, int mdatHeaderBytes) {
    Slice payload() {
      return mdatBox.from(mdatHeaderBytes);
    }
  }
}
