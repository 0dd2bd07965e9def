package org.smoothlab.simulator.viewer;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.TfrfBox;
import org.smoothlab.media.box.TfxdBox;
import org.smoothlab.media.box.TrafBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.trace.FragmentHash;

/**
 * A fragment as it arrives. Only the {@code moof} and the header of the {@code mdat} are kept; the
 * media is counted and let go.
 */
final class FragmentBody {
  /** The largest {@code moof} that is taken: thousands of samples. */
  static final int MOOF_BYTES_MAX = 1 << 20;

  private static final int BOX_HEADER_BYTES = 8;
  private static final int MDAT = 0x6d646174;

  private final ByteArrayOutputStream head = new ByteArrayOutputStream(1024);
  private final CRC32C payload = new CRC32C();
  private long moofBytes = -1;
  private long bodyBytes;

  /**
   * What the {@code moof} says.
   *
   * @param hash see {@link FragmentHash}
   */
  record Times(FragmentTime time, List<FragmentTime> following, long hash) {}

  void add(Slice arrived) throws MalformedMediaException {
    bodyBytes += arrived.size();
    if (moofBytes < 0) {
      keep(arrived, BOX_HEADER_BYTES);
      if (head.size() < BOX_HEADER_BYTES) {
        return;
      }
      moofBytes = Slice.view(java.nio.ByteBuffer.wrap(head.toByteArray())).u32(0);
      if (moofBytes < BOX_HEADER_BYTES || moofBytes > MOOF_BYTES_MAX) {
        throw new MalformedMediaException(
            "moof of " + moofBytes + " bytes, expected 8.." + MOOF_BYTES_MAX);
      }
    }
    long before = bodyBytes - arrived.size();
    long missing = moofBytes + BOX_HEADER_BYTES - head.size();
    if (missing > 0) {
      keep(arrived.from(head.size() - before), missing + head.size());
    }
    long payloadAt = Math.max(moofBytes + BOX_HEADER_BYTES - before, 0);
    if (payloadAt < arrived.size()) {
      payload.update(arrived.from(payloadAt).asByteBuffer());
    }
  }

  /** Fills the head up to {@code size} bytes from the front of {@code arrived}. */
  private void keep(Slice arrived, long size) {
    long taken = Math.min(arrived.size(), size - head.size());
    head.writeBytes(arrived.slice(0, taken).toByteArray());
  }

  long bodyBytes() {
    return bodyBytes;
  }

  /**
   * Reads the whole.
   *
   * @throws MalformedMediaException if it is not one {@code moof} with one track and a time, and
   *     one {@code mdat} that ends with the body
   */
  Times read() throws MalformedMediaException {
    Slice kept = Slice.copyOf(head.toByteArray());
    if (moofBytes < 0 || kept.size() < moofBytes + BOX_HEADER_BYTES) {
      throw new MalformedMediaException("body ends after " + bodyBytes + " bytes, in its moof");
    }
    long mdatBytes = kept.u32(moofBytes);
    if (kept.i32(moofBytes + 4) != MDAT || moofBytes + mdatBytes != bodyBytes) {
      throw new MalformedMediaException(
          "behind the moof of %d bytes: expected one mdat of %d bytes, found %s"
              .formatted(
                  moofBytes, bodyBytes - moofBytes, kept.slice(moofBytes, BOX_HEADER_BYTES)));
    }
    return times(kept.slice(0, moofBytes));
  }

  private Times times(Slice moof) throws MalformedMediaException {
    Optional<MoofBox> box = BoxList.read(moof, "moof").find(MoofBox.class);
    List<TrafBox> tracks = box.map(found -> found.children().all(TrafBox.class)).orElse(List.of());
    if (tracks.size() != 1) {
      throw new MalformedMediaException(
          "moof: expected one traf, found " + tracks.size() + " ([MS-SSTR] 2.2.4.1)");
    }
    BoxList inTrack = tracks.getFirst().children();
    TfxdBox tfxd =
        inTrack
            .find(TfxdBox.class)
            .orElseThrow(
                () -> new MalformedMediaException("moof/traf: no tfxd ([MS-SSTR] 2.2.4.4)"));
    List<FragmentTime> following =
        inTrack.find(TfrfBox.class).map(TfrfBox::following).orElse(List.of());
    return new Times(tfxd.time(), following, FragmentHash.of(moof, payload));
  }
}
