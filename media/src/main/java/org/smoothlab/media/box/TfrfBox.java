package org.smoothlab.media.box;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MediaException;

/**
 * The look-ahead: the fragments of the same track that follow the enclosing one.
 *
 * @param following the next one first; at most 255
 * @see "[MS-SSTR] 2.2.4.5 TfrfBox"
 */
public record TfrfBox(List<FragmentTime> following) implements Box {
  public static final BoxType TYPE = BoxType.uuid("d4807ef2-ca39-4695-8e54-26cb9e46a79f");

  /** The count has one byte. */
  public static final int FRAGMENT_COUNT_MAX = 255;

  public TfrfBox {
    following = List.copyOf(following);
    if (following.size() > FRAGMENT_COUNT_MAX) {
      throw new IllegalArgumentException("more than 255 fragments: " + following.size());
    }
  }

  // The prose of [MS-SSTR] 2.2.4.5 describes FragmentCount as 4 bytes, its grammar as UINT8;
  // players
  // in the field read 1. So do we: see TfrfBoxTest.readsOneByteCountAsDeployedPlayersDo.
  static TfrfBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    int bytesEach = in.version() == 1 ? 16 : 8;
    int count = in.requireEntries(in.u8(), bytesEach, "[MS-SSTR] 2.2.4.5");
    List<FragmentTime> following = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      following.add(TfxdBox.readTime(in));
    }
    return new TfrfBox(following);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 1, 0, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.u8(following.size());
    following.forEach(time -> box.i64(time.startTicks()).i64(time.durationTicks()));
  }
}
