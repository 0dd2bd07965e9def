package org.smoothlab.media.transmux;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.MfhdBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.SampleFlags;
import org.smoothlab.media.box.TfhdBox;
import org.smoothlab.media.box.TfxdBox;
import org.smoothlab.media.box.TrafBox;
import org.smoothlab.media.box.TrunBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/** Tracks and fragments of a few samples, for rules that no encoder at hand would show. */
final class TestFragments {
  static final Slice AVC_SETS =
      Slice.ofHex("00000001674d401ed900a02ff97011000003000100000300320f162e48 0000000168ebccb2");
  static final TrackInfo AVC = video("H264", AVC_SETS, 4);
  static final TrackInfo AAC = audio("AACL", Slice.ofHex("1188"), "");
  static final TrackInfo AC_3 = audio("AC-3", Slice.ofHex("10 3d 40"), "");

  private TestFragments() {}

  /** A sample as an encoder would send it. */
  record Coded(long durationTicks, boolean sync, int offsetTicks, Slice data) {
    static Coded key(long durationTicks, String hex) {
      return new Coded(durationTicks, true, 0, Slice.ofHex(hex));
    }

    static Coded of(long durationTicks, String hex) {
      return new Coded(durationTicks, false, 0, Slice.ofHex(hex));
    }
  }

  /**
   * A fragment.
   *
   * @param version of its run: 1 tells that offsets may be negative
   * @param more boxes of its track fragment
   */
  static Fragment fragment(long startTicks, int version, List<Coded> samples, Box... more) {
    List<TrunBox.Entry> entries = new ArrayList<>();
    List<Slice> payload = new ArrayList<>();
    long durationTicks = 0;
    for (Coded sample : samples) {
      long flags = sample.sync() ? SampleFlags.SYNC : SampleFlags.NON_SYNC;
      long bytes = sample.data().size();
      entries.add(new TrunBox.Entry(sample.durationTicks(), bytes, flags, sample.offsetTicks()));
      payload.add(sample.data());
      durationTicks += sample.durationTicks();
    }
    FragmentTime time = new FragmentTime(startTicks, durationTicks);
    long moofBytes = moof(time, version, 0, entries, more).size();
    return new Fragment(
        1,
        time,
        new Fragment.Samples(samples.size(), true, false),
        moof(time, version, (int) moofBytes + 8, entries, more),
        Slice.concat(payload));
  }

  static Fragment fragment(long startTicks, Coded... samples) {
    return fragment(startTicks, 0, List.of(samples));
  }

  private static Slice moof(
      FragmentTime time, int version, int dataOffset, List<TrunBox.Entry> entries, Box... more) {
    List<Box> inTraf = new ArrayList<>();
    inTraf.add(TfhdBox.ofFlags(1, SampleFlags.NON_SYNC));
    inTraf.add(new TrunBox(version, 0xF01, entries.size(), dataOffset, 0, entries));
    inTraf.add(new TfxdBox(time));
    inTraf.addAll(List.of(more));
    return new MoofBox(BoxList.of(new MfhdBox(1), new TrafBox(new BoxList(inTraf)))).toSlice();
  }

  static TrackInfo video(String fourCc, Slice codecData, int lengthBytes) {
    return track(
        StreamKind.VIDEO,
        "",
        new QualityLevel(
            1_000, fourCc, codecData, new MediaFormat.Video(16, 16, lengthBytes), List.of()));
  }

  static TrackInfo audio(String fourCc, Slice codecData, String language) {
    return track(
        StreamKind.AUDIO,
        language,
        new QualityLevel(
            1_000, fourCc, codecData, new MediaFormat.Audio(48_000, 1, 16, 4, 255), List.of()));
  }

  private static TrackInfo track(StreamKind kind, String language, QualityLevel level) {
    StreamInfo stream =
        new StreamInfo(
            kind,
            kind == StreamKind.VIDEO ? "video" : "audio",
            "",
            language,
            Timescale.SMOOTH,
            StreamInfo.Sparse.NONE);
    return new TrackInfo(1, stream, level);
  }

  static TsProgram program(TrackInfo... tracks) throws MediaException {
    return TsProgram.of(List.of(tracks));
  }

  static TsSpan seconds(long start, long end) {
    return new TsSpan(start * 10_000_000, end * 10_000_000, Timescale.SMOOTH);
  }
}
