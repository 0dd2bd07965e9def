package org.smoothlab.media.dash;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.xml.XmlWriter;
import org.smoothlab.media.xml.XsdTime;

/**
 * What makes one version of a live MPD of an earlier one: a document whose size follows from what
 * is new, and not from how much can be played.
 *
 * <p>Told so is what happens all the time: segments come, and go with the Periods that had them.
 * When anything else has changed there is no patch, and a client asks for the whole document. The
 * players in the field apply no more: what they read an attribute for they keep, and elements that
 * they did not expect to change they leave as they are.
 *
 * <p>Elements are replaced, never their attributes: then a client has them from its own parser.
 *
 * @see "ISO/IEC 23009-1, 5.15; RFC 5261, 4"
 */
public final class MpdPatch {
  static final String NAMESPACE = "urn:mpeg:dash:schema:mpd-patch:2020";

  private static final int BYTES_EXPECTED = 1024;

  private final XmlWriter out = new XmlWriter(BYTES_EXPECTED);

  private MpdPatch() {}

  /**
   * The patch from one document to a later one, in UTF-8.
   *
   * @return empty when it cannot be told by a patch
   */
  public static Optional<Slice> between(Mpd old, Mpd now) {
    if (!(old.kind() instanceof Mpd.Kind.Live before)
        || !(now.kind() instanceof Mpd.Kind.Live after)
        || !isSamePresentation(before, after)
        || !old.buffering().equals(now.buffering())
        || !old.utcTimings().equals(now.utcTimings())) {
      return Optional.empty();
    }
    int goneCount = goneCount(old.periods(), now.periods().getFirst().id());
    List<Period> kept = old.periods().subList(goneCount, old.periods().size());
    if (!arePatchable(kept, now.periods())) {
      return Optional.empty();
    }
    return Optional.of(
        new MpdPatch().write(before, after, old.periods().subList(0, goneCount), kept, now));
  }

  /**
   * The patch of a document to itself. A client that has another one learns by it that it must ask
   * for the whole: the patch is not for its own.
   *
   * @param live with a place for patches
   */
  public static Slice none(Mpd.Kind.Live live) {
    MpdPatch patch = new MpdPatch();
    patch.begin(live, live);
    return patch.end();
  }

  private static boolean isSamePresentation(Mpd.Kind.Live before, Mpd.Kind.Live after) {
    return before.patches().isPresent()
        && after.patches().isPresent()
        && before.patches().get().mpdId().equals(after.patches().get().mpdId())
        && before.publishMillis() < after.publishMillis()
        && before.availabilityStartMillis() == after.availabilityStartMillis()
        && before.updateNanos() == after.updateNanos()
        && before.window().equals(after.window());
  }

  /** How many Periods have left the window; all of them when the first one now is a new one. */
  private static int goneCount(List<Period> old, String firstId) {
    int count = 0;
    while (count < old.size() && !old.get(count).id().equals(firstId)) {
      count++;
    }
    return count;
  }

  private static boolean arePatchable(List<Period> old, List<Period> now) {
    if (old.size() != now.size()) {
      return false;
    }
    for (int index = 0; index < old.size(); index++) {
      if (!isPatchable(old.get(index), now.get(index))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPatchable(Period old, Period now) {
    boolean same =
        old.id().equals(now.id())
            && old.span().equals(now.span())
            && old.eventStreams().equals(now.eventStreams())
            && old.sets().size() == now.sets().size();
    for (int index = 0; same && index < old.sets().size(); index++) {
      same = isPatchable(old.sets().get(index), now.sets().get(index));
    }
    return same;
  }

  private static boolean isPatchable(AdaptationSet old, AdaptationSet now) {
    return old.equals(now)
        || (old.template().addressing() instanceof SegmentTemplate.Addressing.ByTime before
            && now.template().addressing() instanceof SegmentTemplate.Addressing.ByTime after
            && isFinite(before.timeline())
            && isFinite(after.timeline())
            && without(old).equals(without(now)));
  }

  private static boolean isFinite(SegmentTimeline timeline) {
    return timeline.runs().stream().allMatch(run -> run.repeatCount() >= 0);
  }

  /** All of a set but its segments. */
  private static AdaptationSet without(AdaptationSet set) {
    SegmentTemplate template = set.template();
    return new AdaptationSet(
        set.id(),
        set.content(),
        new SegmentTemplate(
            template.timescale(),
            template.presentationTimeOffsetTicks(),
            template.names(),
            new SegmentTemplate.Addressing.ByTime(new SegmentTimeline(List.of()))),
        set.representations());
  }

  // ---- writing

  private Slice write(
      Mpd.Kind.Live before, Mpd.Kind.Live after, List<Period> gone, List<Period> kept, Mpd now) {
    begin(before, after);
    operation("replace", "/MPD/PatchLocation[1]");
    MpdWriter.location(out, after.patches().orElseThrow()).markup("</replace>\n");
    for (Period period : gone) {
      remove(path(period));
    }
    for (int index = 0; index < kept.size(); index++) {
      Period period = now.periods().get(index);
      for (int set = 0; set < period.sets().size(); set++) {
        timeline(
            path(period) + "/AdaptationSet[@id='" + period.sets().get(set).id() + "']",
            runs(kept.get(index).sets().get(set)),
            runs(period.sets().get(set)));
      }
    }
    return end();
  }

  private void begin(Mpd.Kind.Live before, Mpd.Kind.Live after) {
    out.markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Patch");
    out.attribute("xmlns", NAMESPACE);
    out.attribute("mpdId", before.patches().orElseThrow().mpdId());
    out.attribute("originalPublishTime", XsdTime.dateTime(before.publishMillis()));
    out.attribute("publishTime", XsdTime.dateTime(after.publishMillis())).markup(">\n");
    operation("replace", "/MPD/@publishTime");
    out.escaped(XsdTime.dateTime(after.publishMillis())).markup("</replace>\n");
  }

  private Slice end() {
    return out.markup("</Patch>\n").toSlice();
  }

  private static String path(Period period) {
    return "/MPD/Period[@id='" + period.id() + "']";
  }

  private static List<SegmentTimeline.Run> runs(AdaptationSet set) {
    return set.template().addressing() instanceof SegmentTemplate.Addressing.ByTime byTime
        ? byTime.timeline().runs()
        : List.of();
  }

  /**
   * Runs that are gone are taken away from the begin, one by one. Of those that stay the first may
   * have become shorter and the last longer; where more is different all are put anew.
   */
  private void timeline(String set, List<SegmentTimeline.Run> old, List<SegmentTimeline.Run> now) {
    if (old.equals(now)) {
      return;
    }
    String path = set + "/SegmentTemplate/SegmentTimeline";
    int goneCount = 0;
    while (goneCount < old.size() && old.get(goneCount).endTicks() <= now.getFirst().startTicks()) {
      goneCount++;
    }
    List<SegmentTimeline.Run> kept = old.subList(goneCount, old.size());
    if (!goesOn(kept, now)) {
      goneCount = old.size();
      kept = List.of();
    }
    for (int index = 0; index < goneCount; index++) {
      remove(path + "/S[1]");
    }
    for (int index = 0; index < kept.size(); index++) {
      // What was not the first had no time, if it followed from the one before.
      if (!kept.get(index).equals(now.get(index)) || (index == 0 && goneCount > 0)) {
        operation("replace", path + "/S[" + (index + 1) + "]");
        run(now, index);
        out.markup("</replace>\n");
      }
    }
    if (kept.size() < now.size()) {
      operation("add", path);
      for (int index = kept.size(); index < now.size(); index++) {
        run(now, index);
      }
      out.markup("</add>\n");
    }
  }

  private static boolean goesOn(List<SegmentTimeline.Run> kept, List<SegmentTimeline.Run> now) {
    if (kept.size() > now.size()) {
      return false;
    }
    for (int index = 0; index < kept.size(); index++) {
      SegmentTimeline.Run old = kept.get(index);
      SegmentTimeline.Run run = now.get(index);
      boolean begins = index == 0 || old.startTicks() == run.startTicks();
      boolean ends = index + 1 == kept.size() || old.endTicks() == run.endTicks();
      if (!begins || !ends || old.durationTicks() != run.durationTicks()) {
        return false;
      }
    }
    return true;
  }

  private void run(List<SegmentTimeline.Run> runs, int index) {
    SegmentTimeline.Run run = runs.get(index);
    MpdWriter.run(out, run, index == 0 || run.startTicks() != runs.get(index - 1).endTicks());
  }

  private void operation(String name, String path) {
    out.markup(" <").markup(name).attribute("sel", path).markup(">");
  }

  private void remove(String path) {
    out.markup(" <remove").attribute("sel", path).markup("/>\n");
  }
}
