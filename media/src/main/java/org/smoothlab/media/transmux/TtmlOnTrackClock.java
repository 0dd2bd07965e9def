package org.smoothlab.media.transmux;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Sample;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.SampleFlags;
import org.smoothlab.media.box.TrunBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.xml.XmlReader;
import org.smoothlab.media.xml.XmlText;

/**
 * Captions as CMAF wants them. Their times count from the begin of the track there, and from that
 * of the sample in Smooth Streaming: the body of each document begins as much later. All else of a
 * document stays as it is.
 *
 * @see "ISO/IEC 14496-30, 4.4; W3C TTML1, 10.2"
 */
public final class TtmlOnTrackClock {
  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  private static final Pattern OLD_DECLARATION = Pattern.compile("^\\s*<\\?xml\\s[^>]*\\?>\\s*");

  /** The tag, its attributes, its end. */
  private static final Pattern BODY =
      Pattern.compile(
          "(<(?:[\\w.-]+:)?body(?=[\\s/>]))((?:[^>\"'/]|\"[^\"]*\"|'[^']*'|/(?!>))*+)(/?>)");

  private static final Pattern TIME =
      Pattern.compile("\\s(begin|end)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");

  private TtmlOnTrackClock() {}

  /**
   * The fragment with its documents moved; what counts so already, or cannot be read, stays.
   *
   * @param clock of the track
   * @throws MediaException if the fragment itself cannot be read
   */
  public static Fragment of(Fragment fragment, Timescale clock) throws MediaException {
    List<TrunBox.Entry> entries = new ArrayList<>();
    List<Slice> documents = new ArrayList<>();
    boolean moved = false;
    for (Sample sample : FragmentReader.samples(fragment)) {
      Slice document = moved(sample, clock);
      moved |= !document.equals(sample.data());
      documents.add(document);
      entries.add(
          new TrunBox.Entry(
              sample.durationTicks(),
              document.size(),
              SampleFlags.SYNC,
              sample.compositionOffsetTicks()));
    }
    return moved ? OtherSamples.of(fragment, entries, Slice.concat(documents)) : fragment;
  }

  /** The same where nothing is to be done. */
  private static Slice moved(Sample sample, Timescale clock) {
    try {
      long startTicks = Math.addExact(sample.decodeTicks(), sample.compositionOffsetTicks());
      long startNanos = Timescale.NANOS.rescaleFloor(startTicks, clock);
      long durationNanos = Timescale.NANOS.rescaleFloor(sample.durationTicks(), clock);
      List<Cue> cues = TtmlReader.read(sample.data());
      if (startNanos == 0 || !TtmlReader.countsFromSample(cues, durationNanos)) {
        return sample.data();
      }
      Slice moved = move(sample.data(), startNanos);
      // What was found may not have been the tag: in a comment, say.
      return TtmlReader.read(moved).equals(later(cues, startNanos)) ? moved : sample.data();
    } catch (MediaException | ArithmeticException asItCame) {
      return sample.data();
    }
  }

  private static List<Cue> later(List<Cue> cues, long nanos) {
    List<Cue> later = new ArrayList<>();
    for (Cue cue : cues) {
      boolean endless = cue.endNanos() == TtmlReader.FOR_EVER;
      long endNanos = endless ? cue.endNanos() : Math.addExact(cue.endNanos(), nanos);
      later.add(new Cue(Math.addExact(cue.startNanos(), nanos), endNanos, cue.text()));
    }
    return later;
  }

  private static Slice move(Slice document, long nanos) throws MediaException {
    XmlReader root = new XmlReader(document, "TTML", "tt");
    TtmlTime time = TtmlTime.read(root);
    String text = OLD_DECLARATION.matcher(XmlText.decode(document, "TTML")).replaceFirst("");
    Matcher body = BODY.matcher(text);
    if (!body.find()) {
      return document;
    }
    StringBuilder attributes = new StringBuilder();
    Matcher told = TIME.matcher(body.group(2));
    boolean begins = false;
    while (told.find()) {
      String expression = told.group(2) == null ? told.group(3) : told.group(2);
      String later = seconds(Math.addExact(time.nanos(expression, root), nanos));
      told.appendReplacement(attributes, " " + told.group(1) + "=\"" + later + "\"");
      begins |= told.group(1).equals("begin");
    }
    told.appendTail(attributes);
    String begin = begins ? "" : " begin=\"" + seconds(nanos) + "\"";
    return Slice.ofUtf8(
        DECLARATION
            + text.substring(0, body.start())
            + body.group(1)
            + begin
            + attributes
            + body.group(3)
            + text.substring(body.end()));
  }

  private static String seconds(long nanos) {
    return "%d.%09ds".formatted(nanos / 1_000_000_000, nanos % 1_000_000_000);
  }
}
