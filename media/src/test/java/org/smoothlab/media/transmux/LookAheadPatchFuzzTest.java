package org.smoothlab.media.transmux;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Collections;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/** Any fragment that can be read is served with the same samples at the same time. */
class LookAheadPatchFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void servesTheSamplesThatArrived(byte[] data) {
    if (data.length == 0) {
      return;
    }
    List<FragmentTime> following =
        Collections.nCopies(data[0] & 3, new FragmentTime(20_000_000, 20_000_000));
    try {
      List<TopLevelBox> boxes = new BoxSplitter(BoxLimits.LIVE).feed(Slice.copyOf(data).from(1));
      if (boxes.size() >= 2) {
        for (Fragment fragment : FragmentReader.read(boxes.get(0).bytes(), boxes.get(1).bytes())) {
          serve(fragment, following);
        }
      }
    } catch (MediaException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("an error without message", e);
      }
    }
  }

  private static void serve(Fragment fragment, List<FragmentTime> following) throws MediaException {
    Slice head = LookAheadPatch.head(fragment, following);
    Slice moof = head.slice(0, head.size() - 8);
    Slice mdat = Slice.concat(List.of(head.from(moof.size()), fragment.payload()));
    Fragment served;
    try {
      served = FragmentReader.read(moof, mdat).getFirst();
    } catch (MediaException e) {
      throw new AssertionError("what is served cannot be read", e);
    }
    boolean same =
        served.time().equals(fragment.time())
            && FragmentReader.samples(served).equals(FragmentReader.samples(fragment));
    if (!same) {
      throw new AssertionError("served otherwise than it arrived");
    }
  }
}
