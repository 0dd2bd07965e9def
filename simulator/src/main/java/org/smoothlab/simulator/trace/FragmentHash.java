package org.smoothlab.simulator.trace;

import java.util.List;
import java.util.zip.CRC32C;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.FreeBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.SaioBox;
import org.smoothlab.media.box.TfrfBox;
import org.smoothlab.media.box.TfxdBox;
import org.smoothlab.media.box.TrafBox;
import org.smoothlab.media.box.TrunBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * Tells fragments apart, wherever on their way they are seen: the upper half is a CRC-32C of the
 * time and of what the {@code traf} says of the samples, the lower half one of the samples. What an
 * origin changes on purpose does not count: look-ahead, free space, offsets.
 */
public final class FragmentHash {
  private FragmentHash() {}

  /** The hash of a fragment as it came in. */
  public static long of(Fragment fragment) {
    CRC32C payload = new CRC32C();
    payload.update(fragment.payload().asByteBuffer());
    try {
      return of(traf(fragment.moof()), fragment.time(), payload);
    } catch (MalformedMediaException e) {
      throw new AssertionError("was read before", e);
    }
  }

  /**
   * The hash of a body as it goes out: {@code moof} with a {@code tfxd}, and {@code mdat}.
   *
   * @param body its parts, the first of which holds the {@code moof} and the header of the {@code
   *     mdat}
   * @throws MalformedMediaException if it is not that
   */
  public static long ofBody(List<Slice> body) throws MalformedMediaException {
    Slice head = body.getFirst();
    CRC32C payload = new CRC32C();
    body.stream().skip(1).forEach(part -> payload.update(part.asByteBuffer()));
    return of(head.slice(0, head.u32(0)), payload);
  }

  /**
   * What the look-ahead of a body announces.
   *
   * @throws MalformedMediaException if it is no fragment
   */
  public static List<FragmentTime> following(List<Slice> body) throws MalformedMediaException {
    Slice head = body.getFirst();
    return traf(head.slice(0, head.u32(0)))
        .find(TfrfBox.class)
        .map(TfrfBox::following)
        .orElse(List.of());
  }

  /**
   * The hash of a fragment that tells its time.
   *
   * @param moof the whole box
   * @param payload of the samples, all of them
   * @throws MalformedMediaException if there is no {@code tfxd}
   */
  public static long of(Slice moof, CRC32C payload) throws MalformedMediaException {
    BoxList traf = traf(moof);
    FragmentTime time =
        traf.find(TfxdBox.class)
            .map(TfxdBox::time)
            .orElseThrow(
                () -> new MalformedMediaException("moof/traf: no tfxd ([MS-SSTR] 2.2.4.4)"));
    return of(traf, time, payload);
  }

  private static long of(BoxList traf, FragmentTime time, CRC32C payload) {
    BoxWriter out = new BoxWriter();
    new TfxdBox(time).write(out);
    for (Box box : traf.boxes()) {
      if (isPartOfIt(box.type())) {
        (box instanceof TrunBox run ? run.withDataOffset(0) : box).write(out);
      }
    }
    CRC32C description = new CRC32C();
    description.update(out.toSlice().asByteBuffer());
    return description.getValue() << 32 | payload.getValue();
  }

  private static boolean isPartOfIt(BoxType type) {
    return !type.equals(TfxdBox.TYPE)
        && !type.equals(TfrfBox.TYPE)
        && !type.equals(SaioBox.TYPE)
        && !type.equals(FreeBox.FREE)
        && !type.equals(FreeBox.SKIP);
  }

  private static BoxList traf(Slice moof) throws MalformedMediaException {
    return BoxList.read(moof, "moof")
        .find(MoofBox.class)
        .flatMap(box -> box.children().find(TrafBox.class))
        .map(TrafBox::children)
        .orElseThrow(
            () -> new MalformedMediaException("moof: no track fragment ([MS-SSTR] 2.2.4.1)"));
  }
}
