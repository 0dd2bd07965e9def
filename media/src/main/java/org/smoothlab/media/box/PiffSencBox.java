package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * How each sample of a fragment is encrypted, in PIFF.
 *
 * @param flags 1 when the fragment has its own scheme, 2 when samples have clear parts
 * @param ownScheme 20 bytes: algorithm (3), size of an initialization vector (1), key identifier
 *     (16); empty without flag 1
 * @param sampleCount in 0..2^32-1
 * @param entries see {@link EncryptedSample}
 * @see "PIFF 1.1, 5.3.2 Sample Encryption Box"
 */
public record PiffSencBox(int flags, Slice ownScheme, long sampleCount, Slice entries)
    implements Box {
  public static final BoxType TYPE = BoxType.uuid("a2394f52-5a9b-4f14-a244-6c427c648df4");

  private static final int HAS_OWN_SCHEME = 1;

  static PiffSencBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    Slice ownScheme = in.hasFlags(HAS_OWN_SCHEME) ? in.bytes(20) : Slice.EMPTY;
    return new PiffSencBox(in.flags(), ownScheme, in.u32(), in.rest());
  }

  /**
   * The entries.
   *
   * @param trackIvBytes size of an initialization vector unless the fragment has its own
   */
  public List<EncryptedSample> samples(int trackIvBytes) throws MalformedMediaException {
    int ivBytes = ownScheme.isEmpty() ? trackIvBytes : ownScheme.u8(3);
    return EncryptedSample.readAll(new BoxReader(entries, "piffSenc"), flags, sampleCount, ivBytes);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, flags, box -> box.bytes(ownScheme).u32(sampleCount).bytes(entries));
  }
}
