package org.smoothlab.media.dash;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.dash.Representation.Form;
import org.smoothlab.media.xml.XmlWriter;
import org.smoothlab.media.xml.XsdTime;

/**
 * Writes an MPD. What it writes is valid by the published schema, {@code DASH-MPD.xsd}, and in the
 * order of its elements.
 *
 * @see "ISO/IEC 23009-1, annex B"
 */
public final class MpdWriter {
  static final String NAMESPACE = "urn:mpeg:dash:schema:mpd:2011";
  static final String SCTE_35_NAMESPACE = "http://www.scte.org/schemas/35/2016";

  private static final String PROFILE = "urn:mpeg:dash:profile:isoff-live:2011";
  private static final int REFERENCE_ID = 0;
  private static final int BYTES_EXPECTED = 4096;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final XmlWriter out = new XmlWriter(BYTES_EXPECTED);
  private final Mpd mpd;

  private MpdWriter(Mpd mpd) {
    this.mpd = mpd;
  }

  /** The document, in UTF-8. */
  public static Slice write(Mpd mpd) {
    return new MpdWriter(mpd).document();
  }

  private Slice document() {
    out.markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MPD");
    out.attribute("xmlns", NAMESPACE).attribute("profiles", PROFILE);
    switch (mpd.kind()) {
      case Mpd.Kind.Live live -> attributes(live);
      case Mpd.Kind.OnDemand(long durationNanos) -> {
        out.attribute("type", "static");
        duration("mediaPresentationDuration", durationNanos);
      }
    }
    duration("minBufferTime", mpd.buffering().minBufferNanos());
    duration("maxSegmentDuration", mpd.buffering().maxSegmentNanos());
    out.markup(">\n");
    if (mpd.kind() instanceof Mpd.Kind.Live live) {
      live.patches().ifPresent(patches -> location(out.markup(" "), patches).markup("\n"));
      if (live.window().low()) {
        service(live.window().delayNanos());
      }
    }
    mpd.periods().forEach(this::period);
    mpd.utcTimings()
        .forEach(timing -> descriptor(" ", "UTCTiming", timing.schemeIdUri(), timing.value()));
    return out.markup("</MPD>\n").toSlice();
  }

  private void attributes(Mpd.Kind.Live live) {
    live.patches().ifPresent(patches -> out.attribute("id", patches.mpdId()));
    out.attribute("type", "dynamic");
    out.attribute("availabilityStartTime", XsdTime.dateTime(live.availabilityStartMillis()));
    out.attribute("publishTime", XsdTime.dateTime(live.publishMillis()));
    duration("minimumUpdatePeriod", live.updateNanos());
    duration("timeShiftBufferDepth", live.window().depthNanos());
    duration("suggestedPresentationDelay", live.window().delayNanos());
  }

  /** ISO/IEC 23009-1, 5.15.2. */
  static XmlWriter location(XmlWriter out, Mpd.Patches patches) {
    out.markup("<PatchLocation").attribute("ttl", patches.ttlSeconds()).markup(">");
    return out.escaped(patches.uri()).markup("</PatchLocation>");
  }

  /** ISO/IEC 23009-1, annex K. */
  private void service(long delayNanos) {
    out.markup(" <ServiceDescription id=\"0\">\n  <Latency");
    out.attribute("target", delayNanos / NANOS_PER_MILLI);
    out.attribute("referenceId", REFERENCE_ID).markup("/>\n");
    out.markup("  <PlaybackRate min=\"0.96\" max=\"1.04\"/>\n </ServiceDescription>\n");
  }

  private void period(Period period) {
    out.markup(" <Period").attribute("id", period.id());
    duration("start", period.span().startNanos());
    duration("duration", period.span().durationNanos());
    out.markup(">\n");
    period.eventStreams().forEach(this::eventStream);
    period.sets().forEach(this::adaptationSet);
    out.markup(" </Period>\n");
  }

  private void eventStream(EventStream stream) {
    out.markup("  <EventStream").attribute("schemeIdUri", stream.schemeIdUri());
    text("value", stream.value());
    out.attribute("timescale", stream.timescale().ticksPerSecond()).markup(">\n");
    boolean splice = stream.schemeIdUri().equals(EventStream.SCTE_35);
    for (EventStream.Event event : stream.events()) {
      String message = Base64.getEncoder().encodeToString(event.message().toByteArray());
      out.markup("   <Event").attribute("presentationTime", event.startTicks());
      if (event.durationTicks() >= 0) {
        out.attribute("duration", event.durationTicks());
      }
      out.attribute("id", event.id());
      if (splice) {
        out.markup("><Signal").attribute("xmlns", SCTE_35_NAMESPACE).markup("><Binary>");
        out.escaped(message).markup("</Binary></Signal></Event>\n");
      } else {
        out.markup(" contentEncoding=\"base64\">").escaped(message).markup("</Event>\n");
      }
    }
    out.markup("  </EventStream>\n");
  }

  private void adaptationSet(AdaptationSet set) {
    AdaptationSet.Content content = set.content();
    out.markup("  <AdaptationSet").attribute("id", set.id());
    out.attribute("contentType", content.type()).attribute("mimeType", content.mimeType());
    text("lang", content.language());
    out.markup(" segmentAlignment=\"true\" startWithSAP=\"1\"");
    pictures(set.representations());
    out.markup(">\n");
    content
        .properties()
        .essential()
        .forEach(property ->
            descriptor("   ", "EssentialProperty", property.schemeIdUri(), property.value()));
    content
        .properties()
        .inbandEvents()
        .forEach(
            events -> descriptor("   ", "InbandEventStream", events.schemeIdUri(), events.value()));
    if (mpd.kind() instanceof Mpd.Kind.Live live && live.window().low()) {
      reference(live.availabilityStartMillis());
    }
    content
        .properties()
        .roles()
        .forEach(role -> descriptor("   ", "Role", role.schemeIdUri(), role.value()));
    template(set.template());
    set.representations().forEach(this::representation);
    out.markup("  </AdaptationSet>\n");
  }

  /**
   * What latency is measured from: ISO/IEC 23009-1, 5.12. Media time counts from the begin of the
   * presentation, in every Period.
   */
  private void reference(long zeroMillis) {
    out.markup("   <ProducerReferenceTime").attribute("id", REFERENCE_ID);
    out.attribute("inband", "true").attribute("type", "encoder");
    out.attribute("wallClockTime", XsdTime.dateTime(zeroMillis));
    out.attribute("presentationTime", 0).markup(">\n");
    mpd.utcTimings().stream()
        .limit(1)
        .forEach(timing -> descriptor("    ", "UTCTiming", timing.schemeIdUri(), timing.value()));
    out.markup("   </ProducerReferenceTime>\n");
  }

  /** The largest picture, and its shape if all have the same. */
  private void pictures(List<Representation> representations) {
    long maxWidth = 0;
    long maxHeight = 0;
    boolean sameShape = true;
    for (Representation representation : representations) {
      if (representation.form() instanceof Form.Picture(int width, int height)) {
        sameShape &= maxWidth == 0 || width * maxHeight == height * maxWidth;
        maxWidth = Math.max(maxWidth, width);
        maxHeight = Math.max(maxHeight, height);
      }
    }
    if (maxWidth == 0 || maxHeight == 0) {
      return;
    }
    out.attribute("maxWidth", maxWidth).attribute("maxHeight", maxHeight);
    if (sameShape) {
      long divisor = greatestCommonDivisor(maxWidth, maxHeight);
      out.attribute("par", maxWidth / divisor + ":" + maxHeight / divisor);
    }
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  private void template(SegmentTemplate template) {
    out.markup("   <SegmentTemplate");
    out.attribute("timescale", template.timescale().ticksPerSecond());
    out.attribute("presentationTimeOffset", template.presentationTimeOffsetTicks());
    text("initialization", template.names().initialization());
    out.attribute("media", template.names().media());
    switch (template.addressing()) {
      case SegmentTemplate.Addressing.ByTime(SegmentTimeline timeline) -> timeline(timeline);
      case SegmentTemplate.Addressing.ByNumber(long startNumber, SegmentTimeline timeline) -> {
        out.attribute("startNumber", startNumber);
        timeline(timeline);
      }
      case SegmentTemplate.Addressing.Regular regular -> regular(regular);
    }
  }

  private void regular(SegmentTemplate.Addressing.Regular regular) {
    out.attribute("startNumber", regular.startNumber());
    out.attribute("duration", regular.durationTicks());
    if (regular.earlyNanos() > 0) {
      out.attribute("availabilityTimeOffset", seconds(regular.earlyNanos()));
      out.attribute("availabilityTimeComplete", "false");
    }
    out.markup("/>\n");
  }

  /** A time is told only where it does not follow from the run before it. */
  private void timeline(SegmentTimeline timeline) {
    out.markup(">\n    <SegmentTimeline>\n");
    long expectedTicks = -1;
    for (SegmentTimeline.Run run : timeline.runs()) {
      run(out.markup("     "), run, run.startTicks() != expectedTicks).markup("\n");
      expectedTicks = run.repeatCount() < 0 ? -1 : run.endTicks();
    }
    out.markup("    </SegmentTimeline>\n   </SegmentTemplate>\n");
  }

  /** Segments of one duration; their time is told, or follows from those before them. */
  static XmlWriter run(XmlWriter out, SegmentTimeline.Run run, boolean timed) {
    out.markup("<S");
    if (timed) {
      out.attribute("t", run.startTicks());
    }
    out.attribute("d", run.durationTicks());
    if (run.repeatCount() < 0) {
      out.markup(" r=\"-1\"");
    } else if (run.repeatCount() > 0) {
      out.attribute("r", run.repeatCount());
    }
    return out.markup("/>");
  }

  private void representation(Representation representation) {
    out.markup("   <Representation").attribute("id", representation.id());
    out.attribute("bandwidth", representation.bandwidthBps());
    text("codecs", representation.codecs());
    switch (representation.form()) {
      case Form.Picture(int width, int height) -> {
        known("width", width);
        known("height", height);
        out.markup("/>\n");
      }
      case Form.Sound(int samplingRateHz, List<Descriptor> channels) -> {
        known("audioSamplingRate", samplingRateHz);
        out.markup(channels.isEmpty() ? "/>\n" : ">\n");
        for (Descriptor each : channels) {
          descriptor("    ", "AudioChannelConfiguration", each.schemeIdUri(), each.value());
        }
        out.markup(channels.isEmpty() ? "" : "   </Representation>\n");
      }
      case Form.Text() -> out.markup("/>\n");
    }
  }

  private void descriptor(String indent, String name, String schemeIdUri, String value) {
    out.markup(indent).markup("<").markup(name).attribute("schemeIdUri", schemeIdUri);
    text("value", value);
    out.markup("/>\n");
  }

  private void duration(String name, long nanos) {
    if (nanos >= 0) {
      out.attribute(name, XsdTime.duration(nanos));
    }
  }

  private static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
  }

  private void text(String name, String value) {
    if (!value.isEmpty()) {
      out.attribute(name, value);
    }
  }

  private void known(String name, long value) {
    if (value > 0) {
      out.attribute(name, value);
    }
  }
}
