package org.smoothlab.media.box;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/** Any bytes, in any pieces, into the splitter; what comes out as moof and mdat, into fragments. */
class BoxSplitterFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void findsTheSameInAnyPiecesAndReadsFragmentsOfIt(byte[] data) {
    if (data.length == 0) {
      return;
    }
    Slice bytes = Slice.copyOf(data).from(1);
    List<TopLevelBox> whole = split(bytes, Math.max(1, bytes.size()));
    List<TopLevelBox> pieces = split(bytes, 1 + (data[0] & 0x3F));
    if (!whole.equals(pieces)) {
      throw new AssertionError("pieces change what is found");
    }
    for (int i = 1; i < whole.size(); i++) {
      readFragments(whole.get(i - 1), whole.get(i));
    }
  }

  private static List<TopLevelBox> split(Slice bytes, long pieceBytes) {
    BoxSplitter splitter = new BoxSplitter(BoxLimits.LIVE);
    List<TopLevelBox> found = new ArrayList<>();
    try {
      for (long at = 0; at < bytes.size(); at += pieceBytes) {
        found.addAll(splitter.feed(bytes.slice(at, Math.min(pieceBytes, bytes.size() - at))));
      }
    } catch (MediaException e) {
      requireMessage(e);
    }
    return found;
  }

  private static void readFragments(TopLevelBox first, TopLevelBox second) {
    if (!first.type().equals(MoofBox.TYPE)) {
      return;
    }
    try {
      for (Fragment fragment : FragmentReader.read(first.bytes(), second.bytes())) {
        int count = FragmentReader.samples(fragment).size();
        if (count != fragment.samples().count()) {
          throw new AssertionError("samples: " + count);
        }
      }
    } catch (MediaException e) {
      requireMessage(e);
    }
  }

  private static void requireMessage(MediaException e) {
    if (e.getMessage() == null || e.getMessage().isBlank()) {
      throw new AssertionError("an error without message", e);
    }
  }
}
