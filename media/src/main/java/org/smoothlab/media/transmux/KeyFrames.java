package org.smoothlab.media.transmux;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Sample;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MoofEdit;
import org.smoothlab.media.box.PiffSencBox;
import org.smoothlab.media.box.SampleFlags;
import org.smoothlab.media.box.SencBox;
import org.smoothlab.media.box.TrunBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * What trick play needs of a fragment: only the samples that can be decoded on their own. Each is
 * shown until the next one; together they last as long as the fragment.
 *
 * @see "[MS-SSTR] 2.2.3, FragmentNoun KeyFrames"
 */
public final class KeyFrames {
  private static final Set<BoxType> ENCRYPTION = Set.of(SencBox.TYPE, PiffSencBox.TYPE);
  private static final long U32 = 0xFFFF_FFFFL;

  private KeyFrames() {}

  /**
   * The {@code moof} and the {@code mdat} of the key frames, in parts: the samples are slices of
   * the fragment's own.
   *
   * @throws UnsupportedMediaException if there is no such sample
   */
  public static List<Slice> of(Fragment fragment) throws MediaException {
    List<TrunBox.Entry> entries = new ArrayList<>();
    List<Slice> body = new ArrayList<>();
    body.add(Slice.EMPTY);
    long payloadBytes = 0;
    for (Sample sample : FragmentReader.samples(fragment)) {
      if (sample.sync()) {
        entries.add(
            new TrunBox.Entry(
                sample.durationTicks(),
                sample.data().size(),
                SampleFlags.SYNC,
                sample.compositionOffsetTicks()));
        body.add(sample.data());
        payloadBytes += sample.data().size();
      } else if (!entries.isEmpty()) {
        entries.set(entries.size() - 1, longer(entries.getLast(), sample.durationTicks()));
      }
    }
    if (entries.isEmpty()) {
      throw new UnsupportedMediaException(
          "moof: none of %d samples can be decoded on its own ([MS-SSTR] 2.2.3)"
              .formatted(fragment.samples().count()));
    }
    Slice mdatHeader = new BoxWriter().u32(payloadBytes + 8).i32(MdatBox.TYPE.fourCc()).toSlice();
    body.set(0, Slice.concat(List.of(OtherSamples.moof(fragment, entries), mdatHeader)));
    return List.copyOf(body);
  }

  /**
   * The first picture of a fragment, shown as long as the fragment lasts.
   *
   * @param fragment one that begins with a key frame
   * @throws UnsupportedMediaException if it does not, is encrypted, or lasts too long
   */
  public static Fragment first(Fragment fragment) throws MediaException {
    boolean encrypted =
        MoofEdit.of(fragment.moof()).trafChildren().boxes().stream()
            .anyMatch(box -> ENCRYPTION.contains(box.type()));
    long durationTicks = fragment.time().durationTicks();
    if (!fragment.samples().startsWithSync() || encrypted || durationTicks > U32) {
      throw new UnsupportedMediaException(
          "moof: no clear key frame at its begin that lasts less than 2^32 ticks");
    }
    Sample first = FragmentReader.samples(fragment).getFirst();
    TrunBox.Entry entry =
        new TrunBox.Entry(
            durationTicks, first.data().size(), SampleFlags.SYNC, first.compositionOffsetTicks());
    return OtherSamples.of(fragment, List.of(entry), first.data());
  }

  private static TrunBox.Entry longer(TrunBox.Entry entry, long ticks) {
    return new TrunBox.Entry(
        entry.durationTicks() + ticks,
        entry.sizeBytes(),
        entry.flags(),
        entry.compositionOffsetTicks());
  }
}
