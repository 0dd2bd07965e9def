package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MfhdBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.PrftBox;
import org.smoothlab.media.box.SampleFlags;
import org.smoothlab.media.box.SdtpBox;
import org.smoothlab.media.box.StypBox;
import org.smoothlab.media.box.TfdtBox;
import org.smoothlab.media.box.TfhdBox;
import org.smoothlab.media.box.TfxdBox;
import org.smoothlab.media.box.TrafBox;
import org.smoothlab.media.box.TrunBox;
import org.smoothlab.media.bytes.Slice;

/**
 * Writes the fragments of one track in an encoder's dialect: a {@code moof} of one track, and an
 * {@code mdat} whose samples are not copied.
 */
final class FragmentWriter {
  private static final int BOX_HEADER_BYTES = 8;

  // What GStreamer 1.22 writes: 8.8.3.1 with sample_has_redundancy "no", and the same in sdtp.
  private static final long GSTREAMER_SYNC = 0x0000_0040L;
  private static final long GSTREAMER_NON_SYNC = 0x0001_00C0L;
  private static final long GSTREAMER_SOUND = 0x0000_00C0L;
  private static final byte GSTREAMER_SDTP_SYNC = 0x14;
  private static final byte GSTREAMER_SDTP_OTHER = 0x1C;

  private final Dialect dialect;
  private final TrackInfo track;
  private final Slice parameterSets;

  /**
   * Prepares for one track.
   *
   * @param parameterSets put in front of each sync sample; empty for none
   */
  FragmentWriter(Dialect dialect, TrackInfo track, Slice parameterSets) {
    this.dialect = dialect;
    this.track = track;
    this.parameterSets = parameterSets;
  }

  /**
   * What is said of a fragment beside its samples.
   *
   * @param sequenceNumber of {@code mfhd}
   * @param startTicks when the first sample is decoded on the wire, in the track's timescale
   * @param epochNanos wall time of it, since 1970-01-01 UTC
   * @param place in its segment
   */
  record Head(long sequenceNumber, long startTicks, long epochNanos, Place place) {}

  /** Where in a segment a {@code moof} is. */
  enum Place {
    /** It begins one. */
    FIRST,
    /** It begins one that is to be known as the track's last. */
    FIRST_OF_LAST,
    /** It is a later chunk of one. */
    LATER
  }

  /**
   * Writes a fragment, or a chunk of one.
   *
   * @param samples at least one
   * @return the bytes, in pieces
   */
  List<Slice> write(Head head, List<Sample> samples) {
    List<Slice> payload = payload(samples);
    long payloadBytes = payload.stream().mapToLong(Slice::size).sum();
    // The first pass only finds out how long the moof is: its samples begin behind it.
    int moofBytes = moof(head, samples, 0).sizeBytes();
    BoxWriter moof = moof(head, samples, moofBytes + BOX_HEADER_BYTES);
    moof.u32(payloadBytes + BOX_HEADER_BYTES).i32(MdatBox.TYPE.fourCc());
    List<Slice> fragment = new ArrayList<>(payload.size() + 2);
    if (dialect.style() == Dialect.Style.CMAF) {
      fragment.add(segmentBoxes(head, samples));
    }
    fragment.add(moof.toSlice());
    fragment.addAll(payload);
    return fragment;
  }

  /** When the samples are shown and how long they last, together. */
  static FragmentTime timeOf(long startTicks, List<Sample> samples) {
    return new FragmentTime(
        startTicks + samples.getFirst().compositionOffsetTicks(),
        samples.stream().mapToLong(Sample::durationTicks).sum());
  }

  // DASH-IF Live Media Ingest 1.2, 6: prft in every segment; lmsg on the last. Of the chunks of a
  // segment only the first has a styp: ISO/IEC 23000-19, 7.3.3.1.
  private Slice segmentBoxes(Head head, List<Sample> samples) {
    BoxWriter boxes = new BoxWriter();
    switch (head.place()) {
      case FIRST -> new StypBox("cmfs", 0, List.of("cmfs", "msdh")).write(boxes);
      case FIRST_OF_LAST -> new StypBox("cmfs", 0, List.of("cmfs", "msdh", "lmsg")).write(boxes);
      case LATER -> {}
    }
    long shownTicks = timeOf(head.startTicks(), samples).startTicks();
    PrftBox.encoderInput(track.trackNumber(), head.epochNanos(), shownTicks).write(boxes);
    return boxes.toSlice();
  }

  private BoxWriter moof(Head head, List<Sample> samples, int dataOffset) {
    long startTicks = head.startTicks();
    TrunBox run = run(samples, dataOffset);
    Consumer<BoxWriter> traf =
        switch (dialect.style()) {
          case PIFF, ISMV ->
              box -> {
                TfhdBox.ofFlags(track.trackNumber(), defaultFlags()).write(box);
                run.write(box);
                new TfxdBox(timeOf(startTicks, samples)).write(box);
              };
          case CMAF ->
              box -> {
                long flags = TfhdBox.DEFAULT_BASE_IS_MOOF | TfhdBox.DEFAULT_FLAGS;
                new TfhdBox((int) flags, track.trackNumber(), 0, 0, 0, 0, defaultFlags())
                    .write(box);
                new TfdtBox(startTicks).write(box);
                run.write(box);
              };
          case FMP4 ->
              box -> {
                common(samples).write(box);
                new TfdtBox(startTicks).write(box);
                run.write(box);
              };
          case ISMLMUX ->
              box -> {
                new TfhdBox(0, track.trackNumber(), 0, 0, 0, 0, 0).write(box);
                writeDecodeTime(box, startTicks);
                run.write(box);
                new SdtpBox(dependencies(samples)).write(box);
              };
        };
    return new BoxWriter()
        .box(
            MoofBox.TYPE,
            moof -> {
              new MfhdBox(head.sequenceNumber()).write(moof);
              moof.box(TrafBox.TYPE, traf);
            });
  }

  // What FFmpeg 5.1 writes with +cmaf: the first sample's values as those of all.
  private TfhdBox common(List<Sample> samples) {
    int flags =
        TfhdBox.DEFAULT_BASE_IS_MOOF
            | TfhdBox.SAMPLE_DESCRIPTION_INDEX
            | TfhdBox.DEFAULT_DURATION
            | TfhdBox.DEFAULT_SIZE
            | TfhdBox.DEFAULT_FLAGS;
    Sample first = samples.getFirst();
    return new TfhdBox(
        flags, track.trackNumber(), 0, 1, first.durationTicks(), sizeBytes(first), defaultFlags());
  }

  // As short as it goes, like GStreamer: 32 bits until they overflow.
  private static void writeDecodeTime(BoxWriter box, long startTicks) {
    if (startTicks >>> 32 == 0) {
      box.fullBox(TfdtBox.TYPE, 0, 0, body -> body.u32(startTicks));
    } else {
      new TfdtBox(startTicks).write(box);
    }
  }

  private TrunBox run(List<Sample> samples, int dataOffset) {
    int flags = TrunBox.DATA_OFFSET | TrunBox.SAMPLE_DURATION | TrunBox.SAMPLE_SIZE;
    int version = 0;
    switch (dialect.style()) {
      case PIFF, CMAF -> flags |= isVideo() ? TrunBox.FIRST_SAMPLE_FLAGS : 0;
      case ISMV -> {
        version = 1;
        flags |= isVideo() ? TrunBox.FIRST_SAMPLE_FLAGS : 0;
      }
      case ISMLMUX -> flags |= TrunBox.SAMPLE_FLAGS;
      case FMP4 -> {
        version = 1;
        flags ^= isSteady(samples) ? TrunBox.SAMPLE_DURATION : 0;
        flags |= isVideo() && samples.getFirst().sync() ? TrunBox.FIRST_SAMPLE_FLAGS : 0;
      }
    }
    if (samples.stream().anyMatch(sample -> sample.compositionOffsetTicks() != 0)) {
      flags |= TrunBox.SAMPLE_COMPOSITION_OFFSET;
      boolean signed = samples.stream().anyMatch(sample -> sample.compositionOffsetTicks() < 0);
      version = signed ? 1 : version;
    }
    List<TrunBox.Entry> entries =
        samples.stream()
            .map(each ->
                new TrunBox.Entry(
                    each.durationTicks(),
                    sizeBytes(each),
                    gstreamerFlags(each),
                    each.compositionOffsetTicks()))
            .toList();
    return new TrunBox(
        version, flags, samples.size(), dataOffset, firstFlags(samples.getFirst()), entries);
  }

  private static boolean isSteady(List<Sample> samples) {
    return samples.stream().mapToLong(Sample::durationTicks).distinct().count() == 1;
  }

  /** Whether samples need others: not those of sound and text, nor single pictures. */
  private boolean isVideo() {
    return track.stream().kind() == StreamKind.VIDEO && !track.level().fourCc().equals("JPEG");
  }

  private long defaultFlags() {
    return isVideo() ? SampleFlags.NON_SYNC : SampleFlags.SYNC;
  }

  private static long firstFlags(Sample sample) {
    return sample.sync() ? SampleFlags.SYNC : SampleFlags.NON_SYNC;
  }

  private long gstreamerFlags(Sample sample) {
    if (!isVideo()) {
      return GSTREAMER_SOUND;
    }
    return sample.sync() ? GSTREAMER_SYNC : GSTREAMER_NON_SYNC;
  }

  private Slice dependencies(List<Sample> samples) {
    byte[] bytes = new byte[samples.size()];
    for (int index = 0; index < bytes.length; index++) {
      boolean sync = isVideo() && samples.get(index).sync();
      bytes[index] = sync ? GSTREAMER_SDTP_SYNC : GSTREAMER_SDTP_OTHER;
    }
    return Slice.copyOf(bytes);
  }

  private long sizeBytes(Sample sample) {
    return sample.data().size() + (sample.sync() ? parameterSets.size() : 0);
  }

  private List<Slice> payload(List<Sample> samples) {
    List<Slice> payload = new ArrayList<>(samples.size());
    for (Sample sample : samples) {
      if (sample.sync() && !parameterSets.isEmpty()) {
        payload.add(parameterSets);
      }
      payload.add(sample.data());
    }
    return payload;
  }
}
