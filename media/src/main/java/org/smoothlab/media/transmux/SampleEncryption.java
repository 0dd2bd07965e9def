package org.smoothlab.media.transmux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.EncryptedSample;
import org.smoothlab.media.box.PiffSencBox;
import org.smoothlab.media.box.SaioBox;
import org.smoothlab.media.box.SaizBox;
import org.smoothlab.media.box.SbgpBox;
import org.smoothlab.media.box.SencBox;
import org.smoothlab.media.box.SgpdBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * How the samples of a fragment are encrypted, told as Common Encryption tells it, where PIFF told
 * it in boxes of its own.
 *
 * @see "ISO/IEC 23001-7, 7.1 and 7.2"
 */
final class SampleEncryption {
  private static final int HAS_OWN_SCHEME = 1;
  private static final int HAS_PARTS = 2;
  private static final int SAIZ_BYTES_MAX = 255;
  private static final String GROUP_OF_SCHEME = "seig";

  /** The first description of a group in the fragment itself: ISO/IEC 14496-12, 8.9.4. */
  private static final long FIRST_IN_FRAGMENT = 0x1_0001;

  private SampleEncryption() {}

  /**
   * What tells it: {@code senc}, {@code saiz}, and {@code saio} whose offset is not set; or what
   * tells it otherwise; nothing for clear samples.
   *
   * @param inTraf the boxes of the fragment
   * @param leftOutCount how many samples of the beginning are left out
   */
  static List<Box> boxes(BoxList inTraf, int leftOutCount) throws MediaException {
    Optional<PiffSencBox> piff = inTraf.find(PiffSencBox.class);
    if (piff.isPresent()) {
      return ofPiff(piff.get(), leftOutCount);
    }
    Optional<SencBox> common = inTraf.find(SencBox.class);
    return common.isPresent()
        ? located(common.get(), ivBytes(common.get()), leftOutCount)
        : amongSamples(inTraf, leftOutCount);
  }

  private static List<Box> amongSamples(BoxList inTraf, int leftOutCount)
      throws UnsupportedMediaException {
    List<Box> boxes = new ArrayList<>(inTraf.all(SaizBox.class));
    boxes.addAll(inTraf.all(SaioBox.class));
    if (!boxes.isEmpty() && leftOutCount > 0) {
      throw new UnsupportedMediaException(
          "moof/traf/saiz: auxiliary information of samples before the clock's zero");
    }
    return boxes;
  }

  private static List<Box> ofPiff(PiffSencBox piff, int leftOutCount) throws MediaException {
    SencBox senc = new SencBox(piff.flags() & ~HAS_OWN_SCHEME, piff.sampleCount(), piff.entries());
    if (piff.ownScheme().isEmpty()) {
      return located(senc, ivBytes(senc), leftOutCount);
    }
    int ivBytes = piff.ownScheme().u8(3);
    List<Box> boxes = new ArrayList<>(located(senc, ivBytes, leftOutCount));
    long sampleCount = Math.max(0, piff.sampleCount() - leftOutCount);
    boxes.add(new SgpdBox(1, GROUP_OF_SCHEME, 20, 0, List.of(schemeEntry(piff.ownScheme()))));
    boxes.add(
        new SbgpBox(
            0, GROUP_OF_SCHEME, 0, List.of(new SbgpBox.Entry(sampleCount, FIRST_IN_FRAGMENT))));
    return boxes;
  }

  /** {@code [u8 reserved][u8 pattern][u8 isProtected][u8 ivBytes][16 key identifier]}. */
  private static Slice schemeEntry(Slice piffScheme) {
    byte[] entry = new byte[20];
    entry[2] = (byte) (piffScheme.u24(0) == 0 ? 0 : 1);
    entry[3] = (byte) piffScheme.u8(3);
    System.arraycopy(piffScheme.slice(4, 16).toByteArray(), 0, entry, 4, 16);
    return Slice.copyOf(entry);
  }

  private static List<Box> located(SencBox senc, int ivBytes, int leftOutCount)
      throws MalformedMediaException {
    List<EncryptedSample> samples = senc.samples(ivBytes);
    if (samples.isEmpty()) {
      return List.of(senc);
    }
    boolean hasParts = (senc.flags() & HAS_PARTS) != 0;
    int kept = Math.min(leftOutCount, samples.size());
    long leftOutBytes = 0;
    for (EncryptedSample sample : samples.subList(0, kept)) {
      leftOutBytes += sizeBytes(sample, hasParts);
    }
    SencBox rest =
        new SencBox(senc.flags(), samples.size() - kept, senc.entries().from(leftOutBytes));
    List<Integer> sizes = new ArrayList<>();
    for (EncryptedSample sample : samples.subList(kept, samples.size())) {
      sizes.add(sizeBytes(sample, hasParts));
    }
    // A sample in more parts than saiz can count: who reads senc needs neither.
    return sizes.stream().anyMatch(size -> size > SAIZ_BYTES_MAX)
        ? List.of(rest)
        : List.of(rest, saiz(sizes), new SaioBox(0, 0, 0, 0, List.of(0L)));
  }

  private static SaizBox saiz(List<Integer> sizes) {
    long distinctCount = sizes.stream().distinct().count();
    if (distinctCount == 1) {
      return new SaizBox(0, 0, 0, sizes.getFirst(), sizes.size(), Slice.EMPTY);
    }
    byte[] each = new byte[sizes.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] = (byte) sizes.get(i).intValue();
    }
    return new SaizBox(0, 0, 0, 0, each.length, Slice.copyOf(each));
  }

  /** The size that accounts for every byte: it is that of the track, which is not asked here. */
  private static int ivBytes(SencBox senc) throws MalformedMediaException {
    boolean hasParts = (senc.flags() & HAS_PARTS) != 0;
    for (int ivBytes : List.of(8, 16, 0)) {
      if (sizeBytes(senc, ivBytes, hasParts) == senc.entries().size()) {
        return ivBytes;
      }
    }
    throw new MalformedMediaException(
        "moof/traf/senc: %d samples in %d bytes fit no size of vectors (ISO/IEC 23001-7, 7.2)"
            .formatted(senc.sampleCount(), senc.entries().size()));
  }

  /** Bytes of all samples if vectors have this size; -1 if they cannot. */
  private static long sizeBytes(SencBox senc, int ivBytes, boolean hasParts) {
    try {
      return senc.samples(ivBytes).stream().mapToLong(sample -> sizeBytes(sample, hasParts)).sum();
    } catch (MalformedMediaException _) {
      return -1;
    }
  }

  private static int sizeBytes(EncryptedSample sample, boolean hasParts) {
    int partsBytes = hasParts ? 2 + 6 * sample.parts().size() : 0;
    return (int) sample.initializationVector().size() + partsBytes;
  }
}
