package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * How each sample of a fragment is encrypted. The size of an initialization vector is that of the
 * track ({@code tenc}), so the entries are read when it is known.
 *
 * @param flags 2 when samples have clear parts
 * @param sampleCount in 0..2^32-1
 * @param entries see {@link EncryptedSample}
 * @see "ISO/IEC 23001-7, 7.2 Sample Encryption box"
 */
public record SencBox(int flags, long sampleCount, Slice entries) implements Box {
  public static final BoxType TYPE = BoxType.of("senc");

  static SencBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new SencBox(in.flags(), in.u32(), in.rest());
  }

  /**
   * The entries.
   *
   * @param ivBytes size of an initialization vector, in 0..16
   */
  public List<EncryptedSample> samples(int ivBytes) throws MalformedMediaException {
    return EncryptedSample.readAll(new BoxReader(entries, "senc"), flags, sampleCount, ivBytes);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, flags, box -> box.u32(sampleCount).bytes(entries));
  }
}
