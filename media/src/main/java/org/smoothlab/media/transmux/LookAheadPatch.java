package org.smoothlab.media.transmux;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.FreeBox;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MoofEdit;
import org.smoothlab.media.box.TfrfBox;
import org.smoothlab.media.box.TfxdBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * A fragment as an encoder sent it into a fragment as viewers get it: the look-ahead is put in, all
 * else stays.
 *
 * @see "[MS-SSTR] 2.2.4.5 TfrfBox"
 */
public final class LookAheadPatch {
  private LookAheadPatch() {}

  /**
   * What is served in front of the samples: the {@code moof} with one {@code traf}, its {@code
   * tfxd}, and a {@code tfrf} unless nothing follows; then the 8 bytes of the {@code mdat} header.
   * The whole fragment is this and the payload; its information is this without the last 8 bytes.
   *
   * @param fragment one made by {@link org.smoothlab.media.box.FragmentReader}
   * @param following the next fragments of the track, the very next one first; at most 255
   * @return memory outside the heap
   */
  public static Slice head(Fragment fragment, List<FragmentTime> following) throws MediaException {
    MoofEdit moof = MoofEdit.of(fragment.moof());
    List<Box> trafChildren = new ArrayList<>();
    for (Box box : moof.trafChildren().boxes()) {
      boolean dropped =
          box.type().equals(TfrfBox.TYPE)
              || box.type().equals(FreeBox.FREE)
              || box.type().equals(FreeBox.SKIP);
      if (!dropped) {
        trafChildren.add(box);
      }
    }
    if (moof.trafChildren().find(TfxdBox.TYPE).isEmpty()) {
      trafChildren.add(new TfxdBox(fragment.time()));
    }
    if (!following.isEmpty()) {
      trafChildren.add(indexBehindTime(trafChildren), new TfrfBox(following));
    }
    Slice patched = moof.write(trafChildren, moof.runPositions());
    return Slice.concat(List.of(patched, mdatHeader(fragment.payload().size())));
  }

  private static int indexBehindTime(List<Box> trafChildren) {
    for (int i = 0; i < trafChildren.size(); i++) {
      if (trafChildren.get(i).type().equals(TfxdBox.TYPE)) {
        return i + 1;
      }
    }
    throw new AssertionError("no tfxd");
  }

  private static Slice mdatHeader(long payloadBytes) {
    return new BoxWriter().u32(payloadBytes + 8).i32(MdatBox.TYPE.fourCc()).toSlice();
  }
}
