package org.smoothlab.media.transmux;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.MoofEdit;
import org.smoothlab.media.box.TfhdBox;
import org.smoothlab.media.box.TfxdBox;
import org.smoothlab.media.box.TrunBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/** A fragment's place in time, with other samples in it. */
final class OtherSamples {
  private static final int RUN_FLAGS =
      TrunBox.DATA_OFFSET
          | TrunBox.SAMPLE_DURATION
          | TrunBox.SAMPLE_SIZE
          | TrunBox.SAMPLE_FLAGS
          | TrunBox.SAMPLE_COMPOSITION_OFFSET;

  /** Boxes that stay as they are; what describes single samples would describe the wrong ones. */
  private static final Set<BoxType> KEPT = Set.of(TfhdBox.TYPE, TfxdBox.TYPE);

  private OtherSamples() {}

  /**
   * The fragment.
   *
   * @param entries of its samples, each decodable on its own
   * @param payload the samples behind one another
   */
  static Fragment of(Fragment fragment, List<TrunBox.Entry> entries, Slice payload)
      throws MediaException {
    return new Fragment(
        fragment.trackNumber(),
        fragment.time(),
        new Fragment.Samples(entries.size(), true, true),
        moof(fragment, entries),
        payload);
  }

  /** Its {@code moof}. */
  static Slice moof(Fragment fragment, List<TrunBox.Entry> entries) throws MediaException {
    MoofEdit moof = MoofEdit.of(fragment.moof());
    List<Box> trafChildren = new ArrayList<>();
    for (Box box : moof.trafChildren().boxes()) {
      if (KEPT.contains(box.type())) {
        trafChildren.add(box);
      }
    }
    if (moof.trafChildren().find(TfxdBox.TYPE).isEmpty()) {
      trafChildren.add(new TfxdBox(fragment.time()));
    }
    trafChildren.add(1, new TrunBox(1, RUN_FLAGS, entries.size(), 0, 0, entries));
    return moof.write(trafChildren, List.of(0L));
  }
}
