package org.smoothlab.media.box;

import org.smoothlab.media.Fragment;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * Walks over the samples of fragments without an object for each box and sample: the same samples
 * as {@link FragmentReader#samples}, for whoever sees thousands a second. It stands on one sample
 * at a time. One thread's.
 *
 * @see "ISO/IEC 14496-12, 8.8.7 and 8.8.8"
 */
public final class SampleCursor {
  private static final int MOOF = MoofBox.TYPE.fourCc();
  private static final int TRAF = TrafBox.TYPE.fourCc();
  private static final int TFHD = TfhdBox.TYPE.fourCc();
  private static final int TRUN = TrunBox.TYPE.fourCc();
  private static final int SENC = SencBox.TYPE.fourCc();
  private static final int PER_SAMPLE = 0x000F00;
  private static final int FLAGS_MASK = 0xFF_FFFF;
  private static final int MDAT_HEADER_BYTES = 8;
  private static final int FULL_BOX_BYTES = 4;

  private final TrackDefaults announced;
  private Slice moof = Slice.EMPTY;
  private Slice payload = Slice.EMPTY;

  // The box that was found last.
  private long boxBody;
  private long boxEnd;

  // The fragment.
  private long trafEnd;
  private long defaultDurationTicks;
  private long defaultSizeBytes;
  private long defaultFlags;
  private boolean signedOffsets;
  private boolean encrypted;

  // The run.
  private long nextRunFrom;
  private long runSamplesLeft;
  private int runFlags;
  private boolean runStarts;
  private long firstSampleFlags;
  private long entryAt;

  // The sample.
  private long decodeTicks;
  private long durationTicks;
  private int offsetTicks;
  private long flags;
  private long position;
  private long sizeBytes;

  /**
   * @param announced what fragments need not say
   */
  public SampleCursor(TrackDefaults announced) {
    this.announced = announced;
  }

  /**
   * Goes in front of the first sample of a fragment.
   *
   * @param fragment that {@link FragmentReader} has made
   */
  public void open(Fragment fragment) throws MediaException {
    moof = fragment.moof();
    payload = fragment.payload();
    if (!readBox(0, moof.size()) || moof.i32(4) != MOOF) {
      throw new MalformedMediaException("not a moof box: " + moof);
    }
    long trafBody = enterTraf();
    readHeader(trafBody);
    requireCount(trafBody);
    decodeTicks = fragment.time().startTicks() - firstOffsetTicks(trafBody);
    nextRunFrom = trafBody;
    runSamplesLeft = 0;
    position = 0;
    sizeBytes = 0;
    durationTicks = 0;
  }

  /**
   * Goes to the next sample.
   *
   * @return whether there was one
   */
  public boolean next() throws MediaException {
    position += sizeBytes;
    while (runSamplesLeft == 0) {
      if (!find(TRUN, nextRunFrom)) {
        sizeBytes = 0;
        return false;
      }
      nextRunFrom = boxEnd;
      enterRun();
    }
    decodeTicks += durationTicks;
    readEntry();
    runSamplesLeft--;
    if (position < 0 || sizeBytes > payload.size() - position) {
      throw new MalformedMediaException(
          "moof/traf/trun: a sample of %d bytes at %d of the mdat body, which has %d (ISO/IEC 14496-12, 8.8.8)"
              .formatted(sizeBytes, position, payload.size()));
    }
    return true;
  }

  /** Whether the fragment's composition offsets may be negative: its first run says so. */
  public boolean hasSignedOffsets() {
    return signedOffsets;
  }

  /** Whether the fragment tells how its samples are encrypted. */
  public boolean isEncrypted() {
    return encrypted;
  }

  /** The sample bytes of the fragment. */
  public Slice payload() {
    return payload;
  }

  /** When the sample is decoded, on its track's clock. */
  public long decodeTicks() {
    return decodeTicks;
  }

  /** Until the next one is decoded. */
  public long durationTicks() {
    return durationTicks;
  }

  /** From decoding to presentation; taken as signed in either version of a run. */
  public int compositionOffsetTicks() {
    return offsetTicks;
  }

  /** Whether the sample is decodable on its own. */
  public boolean isSync() {
    return SampleFlags.isSync(flags);
  }

  /** Where the sample begins in the payload. */
  public long position() {
    return position;
  }

  /** The sample's size; it is wholly in the payload. */
  public long sizeBytes() {
    return sizeBytes;
  }

  private long enterTraf() throws MediaException {
    trafEnd = boxEnd;
    long from = boxBody;
    if (!find(TRAF, from)) {
      throw new MalformedMediaException("moof: no track fragment ([MS-SSTR] 2.2.4.1)");
    }
    long body = boxBody;
    long end = boxEnd;
    if (find(TRAF, end)) {
      throw new MalformedMediaException("moof: several track fragments ([MS-SSTR] 2.2.4.1)");
    }
    trafEnd = end;
    return body;
  }

  private void readHeader(long trafBody) throws MediaException {
    encrypted = find(SENC, trafBody) || findPiffEncryption(trafBody);
    if (!find(TFHD, trafBody)) {
      throw new MalformedMediaException("moof/traf: no tfhd (ISO/IEC 14496-12, 8.8.7)");
    }
    int has = fullBoxFlags();
    long at = boxBody + FULL_BOX_BYTES + 4;
    at += (has & TfhdBox.BASE_DATA_OFFSET) != 0 ? 8 : 0;
    at += (has & TfhdBox.SAMPLE_DESCRIPTION_INDEX) != 0 ? 4 : 0;
    defaultDurationTicks = announced.sampleDurationTicks();
    if ((has & TfhdBox.DEFAULT_DURATION) != 0) {
      defaultDurationTicks = u32(at);
      at += 4;
    }
    defaultSizeBytes = announced.sampleSizeBytes();
    if ((has & TfhdBox.DEFAULT_SIZE) != 0) {
      defaultSizeBytes = u32(at);
      at += 4;
    }
    defaultFlags = (has & TfhdBox.DEFAULT_FLAGS) != 0 ? u32(at) : announced.sampleFlags();
  }

  private boolean findPiffEncryption(long trafBody) throws MalformedMediaException {
    for (long from = trafBody; find(BoxType.UUID_CODE, from); from = boxEnd) {
      boolean piff =
          boxEnd - boxBody >= 16
              && moof.i64(boxBody) == PiffSencBox.TYPE.uuidHigh()
              && moof.i64(boxBody + 8) == PiffSencBox.TYPE.uuidLow();
      if (piff) {
        return true;
      }
    }
    return false;
  }

  private void requireCount(long trafBody) throws MediaException {
    long count = 0;
    for (long from = trafBody; find(TRUN, from); from = boxEnd) {
      count += u32(boxBody + FULL_BOX_BYTES);
    }
    if (count > TrackRuns.SAMPLE_COUNT_MAX) {
      throw new UnsupportedMediaException(
          "moof/traf: %d samples, limit is %d".formatted(count, TrackRuns.SAMPLE_COUNT_MAX));
    }
  }

  private long firstOffsetTicks(long trafBody) throws MediaException {
    signedOffsets = false;
    for (long from = trafBody; find(TRUN, from); from = boxEnd) {
      if (u32(boxBody + FULL_BOX_BYTES) > 0) {
        boolean hasOffsets = (fullBoxFlags() & TrunBox.SAMPLE_COMPOSITION_OFFSET) != 0;
        signedOffsets = hasOffsets && moof.u8(boxBody) == 1;
        enterRun();
        readEntry();
        return offsetTicks;
      }
    }
    throw new UnsupportedMediaException("moof/traf: no samples (ISO/IEC 14496-12, 8.8.8)");
  }

  /** Reads the head of the run that was found. */
  private void enterRun() throws MediaException {
    runFlags = fullBoxFlags();
    if (moof.u8(boxBody) > 1) {
      throw new UnsupportedMediaException("moof/traf/trun: version above 1");
    }
    runSamplesLeft = u32(boxBody + FULL_BOX_BYTES);
    long at = boxBody + FULL_BOX_BYTES + 4;
    if ((runFlags & TrunBox.DATA_OFFSET) != 0) {
      position = (int) u32(at) - (moof.size() + MDAT_HEADER_BYTES);
      at += 4;
    }
    runStarts = true;
    firstSampleFlags = 0;
    if ((runFlags & TrunBox.FIRST_SAMPLE_FLAGS) != 0) {
      firstSampleFlags = u32(at);
      at += 4;
    }
    entryAt = at;
    long entriesBytes = runSamplesLeft * 4 * Integer.bitCount(runFlags & PER_SAMPLE);
    if (entriesBytes > boxEnd - at) {
      throw new MalformedMediaException(
          "moof/traf/trun: %d samples need %d bytes, box has %d (ISO/IEC 14496-12, 8.8.8)"
              .formatted(runSamplesLeft, entriesBytes, boxEnd - at));
    }
  }

  /** Its bytes are there: the run was checked as a whole. */
  private void readEntry() {
    durationTicks = perSample(TrunBox.SAMPLE_DURATION, defaultDurationTicks);
    sizeBytes = perSample(TrunBox.SAMPLE_SIZE, defaultSizeBytes);
    flags = perSample(TrunBox.SAMPLE_FLAGS, defaultFlags);
    offsetTicks = (int) perSample(TrunBox.SAMPLE_COMPOSITION_OFFSET, 0);
    if (runStarts && (runFlags & TrunBox.FIRST_SAMPLE_FLAGS) != 0) {
      flags = firstSampleFlags;
    }
    runStarts = false;
  }

  private long perSample(int field, long otherwise) {
    if ((runFlags & field) == 0) {
      return otherwise;
    }
    entryAt += 4;
    return moof.u32(entryAt - 4);
  }

  /** Looks for a box from {@code from} to the end of the track fragment, and stands on it. */
  private boolean find(int fourCc, long from) throws MalformedMediaException {
    for (long at = from; readBox(at, trafEnd); at = boxEnd) {
      if (moof.i32(at + 4) == fourCc) {
        return true;
      }
    }
    return false;
  }

  private boolean readBox(long at, long limit) throws MalformedMediaException {
    if (limit - at < 8) {
      if (limit == at) {
        return false;
      }
      throw new MalformedMediaException("moof @+%d: half a box".formatted(at));
    }
    long size = moof.u32(at);
    boxBody = at + 8;
    if (size == 1 && limit - at >= 16) {
      size = moof.i64(at + 8);
      boxBody = at + 16;
    } else if (size == 0) {
      size = limit - at;
    }
    if (size < boxBody - at || size > limit - at) {
      throw new MalformedMediaException(
          "moof @+%d: a box of %d bytes, %d are left (ISO/IEC 14496-12, 4.2)"
              .formatted(at, size, limit - at));
    }
    boxEnd = at + size;
    return true;
  }

  private int fullBoxFlags() throws MalformedMediaException {
    return (int) u32(boxBody) & FLAGS_MASK;
  }

  /** A number of the box that was found. */
  private long u32(long at) throws MalformedMediaException {
    if (at + 4 > boxEnd) {
      throw new MalformedMediaException(
          "moof @+%d: needs 4 bytes, the box has %d".formatted(at, boxEnd - at));
    }
    return moof.u32(at);
  }
}
