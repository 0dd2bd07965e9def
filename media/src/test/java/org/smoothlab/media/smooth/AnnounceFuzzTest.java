package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HashSet;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

class AnnounceFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void readsAnySession(byte[] bytes) {
    try {
      List<TopLevelBox> boxes = new BoxSplitter(BoxLimits.LIVE).feed(Slice.copyOf(bytes));
      int headerCount = 0;
      while (headerCount < boxes.size() && !boxes.get(headerCount).type().equals(MoovBox.TYPE)) {
        headerCount++;
      }
      int headerEnd = Math.min(headerCount + 1, boxes.size());
      Announce announce = Announce.read(boxes.subList(0, headerEnd));
      assertThat(new HashSet<>(announce.tracks().stream().map(TrackInfo::id).toList()))
          .hasSameSizeAs(announce.tracks());
      for (int at = headerEnd; at + 1 < boxes.size(); at += 2) {
        List<Fragment> fragments =
            FragmentReader.read(
                boxes.get(at).bytes(), boxes.get(at + 1).bytes(), announce.defaults());
        for (Fragment fragment : fragments) {
          announce = announce.withCodecDataFrom(fragment);
        }
      }
    } catch (MediaException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }
}
