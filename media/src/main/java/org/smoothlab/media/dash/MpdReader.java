package org.smoothlab.media.dash;

import static org.smoothlab.media.dash.Mpd.UNTOLD;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.xml.XmlReader;
import org.smoothlab.media.xml.XsdTime;

/**
 * Reads an MPD as strictly as {@link MpdWriter} writes it: what a client must have is there, and in
 * range. What it does not know it reads over.
 *
 * @see "ISO/IEC 23009-1, 5.3"
 */
public final class MpdReader {
  /** A day of two seconds in ten sets has less than half of it. */
  static final int ELEMENT_COUNT_MAX = 1 << 20;

  private final XmlReader in;

  private MpdReader(Slice document) throws MediaException {
    this.in = new XmlReader(document, "MPD", "MPD");
  }

  /**
   * Reads a document.
   *
   * @param document its size is the caller's to bound
   * @throws MalformedMediaException if it is not well-formed, or something is missing or out of
   *     range
   */
  public static Mpd read(Slice document) throws MediaException {
    return new MpdReader(document).mpd();
  }

  private Mpd mpd() throws MalformedMediaException {
    String mpdId = in.textOf("id");
    Mpd.Kind kind = kind();
    Mpd.Buffering buffering =
        new Mpd.Buffering(requireDuration("minBufferTime"), duration("maxSegmentDuration"));
    List<Period> periods = new ArrayList<>();
    List<UtcTiming> timings = new ArrayList<>();
    long nextStartNanos = 0;
    while (nextChild()) {
      switch (in.name()) {
        case "Period" -> {
          Period period = period(nextStartNanos);
          nextStartNanos = endNanos(period.span());
          periods.add(period);
        }
        case "UTCTiming" -> {
          Descriptor clock = descriptor();
          timings.add(new UtcTiming(clock.schemeIdUri(), clock.value()));
        }
        case "PatchLocation" -> kind = patched(kind, mpdId);
        case "ServiceDescription" -> {
          kind = kind.low();
          in.skip();
        }
        default -> in.skip();
      }
    }
    if (periods.isEmpty()) {
      throw in.wrong("no Period");
    }
    in.requireEnd();
    return new Mpd(kind, buffering, periods, timings);
  }

  /** The first place is the best one. */
  private Mpd.Kind patched(Mpd.Kind kind, String mpdId) throws MalformedMediaException {
    int ttlSeconds = (int) in.numberOr("ttl", Integer.MAX_VALUE, Integer.MAX_VALUE);
    String uri = in.text().strip();
    return kind instanceof Mpd.Kind.Live live && live.patches().isEmpty()
        ? live.with(new Mpd.Patches(mpdId, ttlSeconds, uri))
        : kind;
  }

  private long endNanos(Period.Span span) throws MalformedMediaException {
    if (span.durationNanos() > Long.MAX_VALUE - span.startNanos()) {
      throw in.wrong("a Period ends beyond 292 years");
    }
    return span.durationNanos() < 0 ? UNTOLD : span.startNanos() + span.durationNanos();
  }

  private boolean nextChild() throws MalformedMediaException {
    in.requireElementCount(ELEMENT_COUNT_MAX);
    return in.nextChild();
  }

  private Mpd.Kind kind() throws MalformedMediaException {
    String type = in.find("type").orElse("static");
    return switch (type) {
      case "static" -> new Mpd.Kind.OnDemand(requireDuration("mediaPresentationDuration"));
      case "dynamic" ->
          new Mpd.Kind.Live(
              requireDateTime("availabilityStartTime"),
              requireDateTime("publishTime"),
              duration("minimumUpdatePeriod"),
              new Mpd.Window(
                  duration("timeShiftBufferDepth"), duration("suggestedPresentationDelay"), false),
              Optional.empty());
      default ->
          throw in.wrong("@type is \"" + MediaException.shown(type) + "\", not static or dynamic");
    };
  }

  private Period period(long nextStartNanos) throws MalformedMediaException {
    String id = in.textOf("id");
    long startNanos = in.find("start").isPresent() ? requireDuration("start") : nextStartNanos;
    if (startNanos < 0) {
      throw in.wrong("@start is missing behind a Period without @duration");
    }
    Period.Span span = new Period.Span(startNanos, duration("duration"));
    List<EventStream> events = new ArrayList<>();
    List<AdaptationSet> sets = new ArrayList<>();
    while (nextChild()) {
      switch (in.name()) {
        case "EventStream" -> events.add(eventStream());
        case "AdaptationSet" -> sets.add(adaptationSet(sets.size()));
        default -> in.skip();
      }
    }
    return new Period(id, span, events, sets);
  }

  private EventStream eventStream() throws MalformedMediaException {
    String schemeIdUri = in.require("schemeIdUri");
    String value = in.textOf("value");
    Timescale timescale = timescale();
    List<EventStream.Event> events = new ArrayList<>();
    while (nextChild()) {
      if (in.name().equals("Event")) {
        events.add(event(schemeIdUri.equals(EventStream.SCTE_35)));
      } else {
        in.skip();
      }
    }
    return new EventStream(schemeIdUri, value, timescale, events);
  }

  private EventStream.Event event(boolean splice) throws MalformedMediaException {
    String where = in.where();
    long startTicks = in.numberOr("presentationTime", Long.MAX_VALUE, 0);
    long durationTicks = in.numberOr("duration", Long.MAX_VALUE, UNTOLD);
    long id = in.numberOr("id", 0xFFFF_FFFFL, 0);
    boolean base64 = splice || in.textOf("contentEncoding").equals("base64");
    String text = splice ? binary() : in.text();
    return new EventStream.Event(
        startTicks, durationTicks, id, base64 ? XmlReader.base64(text, where) : Slice.ofUtf8(text));
  }

  /** {@code Signal/Binary}: ANSI/SCTE 35, 11.1. */
  private String binary() throws MalformedMediaException {
    String text = "";
    while (nextChild()) {
      if (in.name().equals("Signal")) {
        while (nextChild()) {
          if (in.name().equals("Binary")) {
            text = in.text();
          } else {
            in.skip();
          }
        }
      } else {
        in.skip();
      }
    }
    return text;
  }

  private AdaptationSet adaptationSet(int index) throws MalformedMediaException {
    long id = in.numberOr("id", 0xFFFF_FFFFL, index);
    String mimeType = in.require("mimeType");
    String type = in.find("contentType").orElse(mimeType.replaceFirst("/.*", ""));
    String language = in.textOf("lang");
    List<Descriptor> roles = new ArrayList<>();
    List<Descriptor> essential = new ArrayList<>();
    List<Descriptor> inbandEvents = new ArrayList<>();
    List<SegmentTemplate> templates = new ArrayList<>(1);
    List<Representation> representations = new ArrayList<>();
    while (nextChild()) {
      switch (in.name()) {
        case "Role" -> roles.add(descriptor());
        case "EssentialProperty" -> essential.add(descriptor());
        case "InbandEventStream" -> inbandEvents.add(descriptor());
        case "SegmentTemplate" -> templates.add(template());
        case "Representation" -> representations.add(representation(type));
        default -> in.skip();
      }
    }
    if (representations.isEmpty() || templates.size() != 1) {
      throw in.wrong(
          "AdaptationSet %d has %d representations and %d templates, expected some and one"
              .formatted(id, representations.size(), templates.size()));
    }
    return new AdaptationSet(
        id,
        new AdaptationSet.Content(
            type, mimeType, language, new AdaptationSet.Properties(roles, essential, inbandEvents)),
        templates.getFirst(),
        representations);
  }

  private SegmentTemplate template() throws MalformedMediaException {
    Timescale timescale = timescale();
    long offsetTicks = in.numberOr("presentationTimeOffset", Long.MAX_VALUE, 0);
    SegmentTemplate.Names names =
        new SegmentTemplate.Names(in.textOf("initialization"), in.require("media"));
    long startNumber = in.numberOr("startNumber", 0xFFFF_FFFFL, 1);
    long durationTicks = in.numberOr("duration", Long.MAX_VALUE, 0);
    long earlyNanos = earlyNanos();
    List<SegmentTimeline> timelines = new ArrayList<>(1);
    while (nextChild()) {
      if (in.name().equals("SegmentTimeline")) {
        timelines.add(timeline());
      } else {
        in.skip();
      }
    }
    if (timelines.isEmpty() == (durationTicks == 0)) {
      throw in.wrong("a template has either @duration or one SegmentTimeline");
    }
    SegmentTemplate.Addressing addressing =
        timelines.isEmpty()
            ? new SegmentTemplate.Addressing.Regular(startNumber, durationTicks, earlyNanos)
            : names.media().contains("$Number")
                ? new SegmentTemplate.Addressing.ByNumber(startNumber, timelines.getFirst())
                : new SegmentTemplate.Addressing.ByTime(timelines.getFirst());
    return new SegmentTemplate(timescale, offsetTicks, names, addressing);
  }

  /** How long before its end a segment can be asked for. */
  private long earlyNanos() throws MalformedMediaException {
    String seconds = in.textOf("availabilityTimeOffset");
    if (seconds.isEmpty()) {
      return 0;
    }
    try {
      return new BigDecimal(seconds).movePointRight(9).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw in.wrong("@availabilityTimeOffset is \"" + MediaException.shown(seconds) + "\"");
    }
  }

  private SegmentTimeline timeline() throws MalformedMediaException {
    List<SegmentTimeline.Run> runs = new ArrayList<>();
    long nextTicks = 0;
    while (nextChild()) {
      if (in.name().equals("S")) {
        SegmentTimeline.Run run = run(nextTicks);
        in.skip();
        runs.add(run);
        nextTicks = run.repeatCount() < 0 ? UNTOLD : run.endTicks();
      } else {
        in.skip();
      }
    }
    return new SegmentTimeline(runs);
  }

  private SegmentTimeline.Run run(long nextTicks) throws MalformedMediaException {
    long startTicks = in.find("t").isPresent() ? in.requireNumber("t", Long.MAX_VALUE) : nextTicks;
    long durationTicks = in.requireNumber("d", Long.MAX_VALUE);
    boolean endless = in.textOf("r").strip().equals("-1");
    long repeatCount = endless ? -1 : in.numberOr("r", Integer.MAX_VALUE, 0);
    if (startTicks < 0) {
      throw in.wrong("@t is missing behind @r=-1");
    }
    if (durationTicks == 0 || startTicks < nextTicks) {
      throw in.wrong(
          "segments overlap: t=%d d=%d, expected t of at least %d"
              .formatted(startTicks, durationTicks, nextTicks));
    }
    try {
      long allTicks = Math.multiplyExact(repeatCount + 1, durationTicks);
      new FragmentTime(startTicks, allTicks);
      return new SegmentTimeline.Run(startTicks, durationTicks, repeatCount);
    } catch (ArithmeticException e) {
      throw new MalformedMediaException(in.where() + "segments end beyond 2^63-1", e);
    }
  }

  private Representation representation(String type) throws MalformedMediaException {
    String id = in.require("id");
    long bandwidthBps = in.requireNumber("bandwidth", 0xFFFF_FFFFL);
    if (bandwidthBps == 0) {
      throw in.wrong("@bandwidth is 0");
    }
    String codecs = in.textOf("codecs");
    int width = (int) in.numberOr("width", Integer.MAX_VALUE, 0);
    int height = (int) in.numberOr("height", Integer.MAX_VALUE, 0);
    int rateHz = (int) in.numberOr("audioSamplingRate", Integer.MAX_VALUE, 0);
    List<Descriptor> channels = new ArrayList<>();
    while (nextChild()) {
      if (in.name().equals("AudioChannelConfiguration")) {
        channels.add(descriptor());
      } else {
        in.skip();
      }
    }
    Representation.Form form =
        switch (type) {
          case "video", "image" -> new Representation.Form.Picture(width, height);
          case "audio" -> new Representation.Form.Sound(rateHz, channels);
          default -> new Representation.Form.Text();
        };
    return new Representation(id, bandwidthBps, codecs, form);
  }

  private Descriptor descriptor() throws MalformedMediaException {
    Descriptor read = new Descriptor(in.require("schemeIdUri"), in.textOf("value"));
    in.skip();
    return read;
  }

  private Timescale timescale() throws MalformedMediaException {
    long ticksPerSecond = in.numberOr("timescale", Integer.MAX_VALUE, 1);
    if (ticksPerSecond == 0) {
      throw in.wrong("@timescale is 0");
    }
    return new Timescale(ticksPerSecond);
  }

  private long requireDuration(String attribute) throws MalformedMediaException {
    return XsdTime.readDuration(in.require(attribute), in.where() + "@" + attribute + ": ");
  }

  /** {@link Mpd#UNTOLD} if it is missing. */
  private long duration(String attribute) throws MalformedMediaException {
    return in.find(attribute).isPresent() ? requireDuration(attribute) : UNTOLD;
  }

  private long requireDateTime(String attribute) throws MalformedMediaException {
    return XsdTime.readDateTime(in.require(attribute), in.where() + "@" + attribute + ": ");
  }
}
