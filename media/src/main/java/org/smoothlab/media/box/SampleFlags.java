package org.smoothlab.media.box;

/**
 * The 32 bits that say how a sample depends on others: {@code [4 reserved][2 is_leading][2
 * depends_on][2 is_depended_on][2 has_redundancy][3 padding][1 is_non_sync][16 degradation]}.
 *
 * @see "ISO/IEC 14496-12, 8.8.3.1, sample_flags"
 */
public final class SampleFlags {
  /** A sample that is decodable on its own. */
  public static final long SYNC = 0x0200_0000L;

  /** A sample that depends on others. */
  public static final long NON_SYNC = 0x0101_0000L;

  private static final long IS_NON_SYNC = 0x0001_0000L;

  private SampleFlags() {}

  /** Whether a sample with these flags is a sync sample. */
  public static boolean isSync(long flags) {
    return (flags & IS_NON_SYNC) == 0;
  }
}
