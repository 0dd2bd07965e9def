package org.smoothlab.server.archive;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MfraBox;
import org.smoothlab.media.box.MfroBox;
import org.smoothlab.media.box.MoofEdit;
import org.smoothlab.media.box.TfhdBox;
import org.smoothlab.media.box.TfraBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * The log of one track in one segment, while it grows: {@code ftyp uuid moov (moof mdat)*}, a whole
 * file for players at any moment, and the index beside it. One thread's.
 *
 * <p>After an exception its end is not known any more: close it, and leave the rest to {@link
 * TailRepair}.
 */
final class TrackLog implements Closeable {
  private static final int MFRO_BYTES = 16;

  private LogFile file;
  private final TrackInfo track;
  private final TrackIndex index;
  private final Disk.Appending log;
  private final Disk.Appending records;
  private int syncedCount;

  private TrackLog(
      LogFile file, LogScan.Contents contents, Disk.Appending log, Disk.Appending records) {
    this.file = file;
    this.track = contents.header().track();
    this.index = contents.index();
    this.log = log;
    this.records = records;
    this.syncedCount = index.count();
  }

  /** Begins a log. Its header is safe when this returns. */
  static TrackLog create(Disk disk, LogFile file, TrackInfo track) throws IOException {
    Slice header = LogHeader.write(track);
    Disk.Appending log = disk.create(file.log());
    try {
      log.append(List.of(header));
      log.sync();
      Disk.Appending records = disk.create(file.index());
      LogScan.Contents empty =
          new LogScan.Contents(
              new LogHeader(track, header.size()), new TrackIndex(), header.size());
      TrackLog created = new TrackLog(file, empty, log, records);
      records.append(List.of(TrackIndex.header(header.size())));
      records.sync();
      return created;
    } catch (IOException e) {
      log.close();
      throw e;
    }
  }

  /** Goes on with a log whose end has been repaired. */
  static TrackLog resume(Disk disk, LogFile file, LogScan.Contents contents) throws IOException {
    Disk.Appending log = disk.append(file.log());
    try {
      return new TrackLog(file, contents, log, disk.append(file.index()));
    } catch (IOException e) {
      log.close();
      throw e;
    }
  }

  LogFile file() {
    return file;
  }

  TrackInfo track() {
    return track;
  }

  TrackIndex index() {
    return index;
  }

  /** Its files have another name now. */
  void movedTo(LogFile newFile) {
    file = newFile;
  }

  /** Bytes of both files. */
  long sizeBytes() {
    return log.sizeBytes() + records.sizeBytes();
  }

  /** Whether there is something that a crash could take. */
  boolean isDirty() {
    return syncedCount < index.count();
  }

  /** Writes a fragment of the track, its bytes as they are. */
  IndexRecord append(Fragment fragment) throws IOException {
    Slice moof = ownMoof(fragment);
    Slice mdatHeader =
        new BoxWriter().u32(fragment.payload().size() + 8).i32(MdatBox.TYPE.fourCc()).toSlice();
    IndexRecord.Place place =
        new IndexRecord.Place(
            log.sizeBytes(),
            Math.toIntExact(moof.size()),
            Math.toIntExact(fragment.payload().size() + 8),
            IndexRecord.crc(moof, mdatHeader, fragment.payload()));
    IndexRecord record =
        new IndexRecord(index.count(), syncedCount, fragment.time(), place, fragment.samples());
    append(record, List.of(moof, mdatHeader, fragment.payload()));
    return record;
  }

  /**
   * Writes a fragment as another log of the track has it.
   *
   * @param bytes {@code moof} and {@code mdat}
   */
  void append(IndexRecord elsewhere, Slice bytes) throws IOException {
    IndexRecord.Place place =
        new IndexRecord.Place(
            log.sizeBytes(),
            elsewhere.place().moofBytes(),
            elsewhere.place().mdatBytes(),
            elsewhere.place().crc());
    append(
        new IndexRecord(index.count(), syncedCount, elsewhere.time(), place, elsewhere.samples()),
        List.of(bytes));
  }

  private void append(IndexRecord record, List<Slice> bytes) throws IOException {
    log.append(bytes);
    records.append(List.of(record.write()));
    index.add(record);
  }

  /** A twin encoder may number its tracks in another way than the one that came first. */
  private Slice ownMoof(Fragment fragment) throws IOException {
    if (fragment.trackNumber() == track.trackNumber()) {
      return fragment.moof();
    }
    try {
      MoofEdit moof = MoofEdit.of(fragment.moof());
      List<Box> inTraf = new ArrayList<>();
      for (Box box : moof.trafChildren().boxes()) {
        boolean header = box.type().equals(TfhdBox.TYPE);
        inTraf.add(header ? ownHeader(moof.trafChildren().find(TfhdBox.class).orElseThrow()) : box);
      }
      return moof.write(inTraf, moof.runPositions());
    } catch (MediaException e) {
      throw new IOException(file + ": fragment at " + fragment.time().startTicks(), e);
    }
  }

  private TfhdBox ownHeader(TfhdBox header) {
    return new TfhdBox(
        header.flags(),
        track.trackNumber(),
        header.baseDataOffset(),
        header.sampleDescriptionIndex(),
        header.defaultDurationTicks(),
        header.defaultSizeBytes(),
        header.defaultFlags());
  }

  /** Makes all that was appended safe. */
  void sync() throws IOException {
    if (isDirty()) {
      // A record must never be safe without its fragment, or else a repair would have to doubt it.
      log.sync();
      records.sync();
      syncedCount = index.count();
    }
  }

  /**
   * Writes where the key frames are, so that players can seek. Nothing is appended after that. Both
   * files say nothing any more of when what was written: they are those of every archive that has
   * the same fragments.
   *
   * @see "ISO/IEC 14496-12, 8.8.9 to 8.8.11"
   */
  void finish(Disk disk) throws IOException {
    sync();
    List<TfraBox.Entry> entries = new ArrayList<>(index.count());
    List<Slice> settled = new ArrayList<>(index.count() + 1);
    try (Disk.Reading reading = disk.read(file.index())) {
      settled.add(header(reading));
      for (int first = 0; first < index.count(); first += TrackIndex.STRIDE) {
        int end = Math.min(index.count(), first + TrackIndex.STRIDE);
        for (IndexRecord record : TrackIndex.read(reading, first, end)) {
          settled.add(record.settled().write());
          if (record.samples().startsWithSync()) {
            entries.add(
                new TfraBox.Entry(record.time().startTicks(), record.place().offset(), 1, 1, 1));
          }
        }
      }
    }
    disk.replace(file.index(), Slice.concat(settled));
    TfraBox access = new TfraBox(1, track.trackNumber(), 0, entries);
    long mfraBytes = 8 + access.sizeBytes() + MFRO_BYTES;
    log.append(List.of(new MfraBox(BoxList.of(access, new MfroBox(mfraBytes))).toSlice()));
    log.sync();
  }

  private static Slice header(Disk.Reading index) throws IOException {
    MemorySegment bytes = Arena.ofAuto().allocate(TrackIndex.HEADER_BYTES);
    index.read(0, bytes.asByteBuffer());
    return Slice.view(bytes);
  }

  @Override
  public void close() throws IOException {
    try (log) {
      records.close();
    }
  }
}
