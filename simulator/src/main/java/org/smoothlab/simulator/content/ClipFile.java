package org.smoothlab.simulator.content;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.content.EncodedTrack.EncodedSample;

/**
 * The encoded tracks of one ladder on disk, so that they are encoded once. The name holds a hash of
 * everything that shapes the bytes: another ladder or another version of this code is another file.
 *
 * <pre>
 * [u64 magic][u32 index bytes][index][samples of all tracks][u32 CRC-32C of all before]
 * index: u16 track count, per track: u16 size + codec private data, u32 sample count,
 *        per sample: u32 size, the top bit set on a sync sample
 * </pre>
 */
final class ClipFile {
  private static final long MAGIC = 0x534C_434C_4950_0001L;
  private static final int HEAD_BYTES = 12;
  private static final int CRC_BYTES = 4;
  private static final int SYNC_BIT = 1 << 31;
  private static final long FILE_BYTES_MAX = 1L << 30;

  /** To be raised when the pattern, the tone or the settings of an encoder change. */
  private static final int CONTENT_VERSION = 1;

  private final Path path;

  ClipFile(Path folder, Ladder ladder) {
    this(folder, "", describe(ladder));
  }

  /**
   * @param folder where it is, or will be
   * @param kind put in front of the name; empty for the clip of a ladder
   * @param shape everything that shapes the bytes beside the version of this code
   */
  ClipFile(Path folder, String kind, String shape) {
    this.path = folder.resolve("clip-" + kind + key(shape) + ".bin");
  }

  Path path() {
    return path;
  }

  /** The tracks, if the file is there and whole; a damaged file is as good as none. */
  Optional<List<EncodedTrack>> read() throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      long sizeBytes = file.size();
      if (sizeBytes < HEAD_BYTES + CRC_BYTES || sizeBytes > FILE_BYTES_MAX) {
        return Optional.empty();
      }
      // Outside the heap and not mapped: a file that shrinks under a mapping ends the process.
      MemorySegment memory = Arena.ofAuto().allocate(sizeBytes);
      ByteBuffer buffer = memory.asByteBuffer();
      while (buffer.hasRemaining()) {
        if (file.read(buffer) < 0) {
          return Optional.empty();
        }
      }
      return parse(Slice.view(memory));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Writes the file beside its place and moves it there whole. */
  void write(List<EncodedTrack> tracks) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    byte[] index = index(tracks);
    Path draft = Files.createTempFile(path.toAbsolutePath().getParent(), "clip-", ".part");
    try {
      try (FileChannel file = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        CRC32C crc = new CRC32C();
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).putLong(MAGIC).putInt(index.length);
        append(file, crc, head.flip());
        append(file, crc, ByteBuffer.wrap(index));
        for (EncodedTrack track : tracks) {
          for (EncodedSample sample : track.samples()) {
            append(file, crc, sample.data().asByteBuffer());
          }
        }
        append(file, new CRC32C(), ByteBuffer.allocate(4).putInt((int) crc.getValue()).flip());
        file.force(true);
      }
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void append(FileChannel file, CRC32C crc, ByteBuffer bytes) throws IOException {
    crc.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private static byte[] index(List<EncodedTrack> tracks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(tracks.size());
      for (EncodedTrack track : tracks) {
        byte[] codecPrivateData = track.codecPrivateData().toByteArray();
        out.writeShort(codecPrivateData.length);
        out.write(codecPrivateData);
        out.writeInt(track.samples().size());
        for (EncodedSample sample : track.samples()) {
          out.writeInt(Math.toIntExact(sample.data().size()) | (sample.sync() ? SYNC_BIT : 0));
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return bytes.toByteArray();
  }

  private static Optional<List<EncodedTrack>> parse(Slice file) throws IOException {
    long bodyBytes = file.size() - CRC_BYTES;
    CRC32C crc = new CRC32C();
    crc.update(file.slice(0, bodyBytes).asByteBuffer());
    long indexBytes = file.u32(8);
    if (file.i64(0) != MAGIC
        || crc.getValue() != file.u32(bodyBytes)
        || HEAD_BYTES + indexBytes > bodyBytes) {
      return Optional.empty();
    }
    Slice samples = file.slice(0, bodyBytes).from(HEAD_BYTES + indexBytes);
    byte[] index = file.slice(HEAD_BYTES, indexBytes).toByteArray();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(index))) {
      return tracks(in, samples);
    } catch (EOFException _) {
      return Optional.empty();
    }
  }

  private static Optional<List<EncodedTrack>> tracks(DataInputStream in, Slice samples)
      throws IOException {
    List<EncodedTrack> tracks = new ArrayList<>();
    long at = 0;
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      byte[] codecPrivateData = new byte[in.readUnsignedShort()];
      in.readFully(codecPrivateData);
      List<EncodedSample> track = new ArrayList<>();
      for (int sampleLeft = in.readInt(); sampleLeft > 0; sampleLeft--) {
        int word = in.readInt();
        long sizeBytes = word & ~SYNC_BIT;
        if (sizeBytes > samples.size() - at) {
          return Optional.empty();
        }
        track.add(new EncodedSample(samples.slice(at, sizeBytes), (word & SYNC_BIT) != 0));
        at += sizeBytes;
      }
      tracks.add(new EncodedTrack(Slice.copyOf(codecPrivateData), track));
    }
    return at == samples.size() ? Optional.of(List.copyOf(tracks)) : Optional.empty();
  }

  private static String describe(Ladder ladder) {
    StringBuilder all = new StringBuilder(" loop=").append(ladder.loopSeconds());
    all.append(" audio=").append(ladder.audioBitrateBps());
    for (Rung rung : ladder.rungs()) {
      all.append(' ').append(rung.widthPixels()).append('x').append(rung.heightPixels());
      all.append('@').append(rung.bitrateBps());
    }
    return all.toString();
  }

  private static String key(String shape) {
    String all = "version=" + CONTENT_VERSION + shape;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
