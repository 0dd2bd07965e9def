package org.smoothlab.load;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.TfrfBox;
import org.smoothlab.media.box.TfxdBox;
import org.smoothlab.media.box.TrafBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * What a viewer learns from the answer to a fragment request.
 *
 * @param time from {@code tfxd}
 * @param following from {@code tfrf}: the fragments that come next; empty at the end of the stream
 */
record FragmentAnswer(FragmentTime time, List<FragmentTime> following) {

  /**
   * Reads a whole answer.
   *
   * @param body one {@code moof}, one {@code mdat}, and nothing behind them; not written any more
   * @throws MalformedMediaException if it is something else
   */
  static FragmentAnswer read(byte[] body) throws MalformedMediaException {
    BoxList boxes = BoxList.read(Slice.view(MemorySegment.ofArray(body)), "answer");
    if (boxes.boxes().size() != 2 || boxes.find(MdatBox.class).isEmpty()) {
      throw new MalformedMediaException(
          "answer: expected moof and mdat ([MS-SSTR] 2.2.4), came "
              + boxes.boxes().size()
              + " boxes");
    }
    BoxList track = track(boxes);
    FragmentTime time =
        track
            .find(TfxdBox.class)
            .map(TfxdBox::time)
            .orElseThrow(() -> new MalformedMediaException("answer: no tfxd ([MS-SSTR] 2.2.4.4)"));
    return new FragmentAnswer(
        time, track.find(TfrfBox.class).map(TfrfBox::following).orElse(List.of()));
  }

  private static BoxList track(BoxList boxes) throws MalformedMediaException {
    return boxes
        .find(MoofBox.class)
        .flatMap(moof -> moof.children().find(TrafBox.class))
        .orElseThrow(() -> new MalformedMediaException("answer: no moof/traf ([MS-SSTR] 2.2.4.1)"))
        .children();
  }
}
