package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.xml.Decimal;

/** Reads the grammar of {@link SmoothUrl}; knows the whole path for its messages. */
final class SmoothUrlReader {
  private static final long BITRATE_MAX = 0xFFFF_FFFFL;
  private static final List<Suffix> SUFFIXES =
      List.of(
          new Suffix("manifest", ".m3u8"),
          new Suffix("manifest", ".mpd"),
          new Suffix("fragments(", ".ts"),
          new Suffix("fragments(", ".m4s"),
          new Suffix("fragments(", ".mp4"),
          new Suffix("fragments(", ".vtt"),
          new Suffix("keyframes(", ".ts"),
          new Suffix("keyframes(", ".m4s"));

  /** What may stand behind a word. */
  private record Suffix(String word, String text) {}

  private final String rawPath;
  private final List<String> segments = new ArrayList<>();
  private int at;

  private SmoothUrlReader(String rawPath) {
    this.rawPath = rawPath;
  }

  static SmoothUrl read(String rawPath) throws MalformedMediaException {
    int query = rawPath.indexOf('?');
    return new SmoothUrlReader(query < 0 ? rawPath : rawPath.substring(0, query)).readUrl();
  }

  private SmoothUrl readUrl() throws MalformedMediaException {
    splitIntoSegments();
    String point = readPoint();
    if (at == segments.size() || (at == segments.size() - 1 && segments.get(at).isEmpty())) {
      return new SmoothUrl.Point(point);
    }
    Call first =
        nextCall("Manifest, QualityLevels(…), Streams(…), StreamManifest, Key or Events(…)");
    String eventId = "";
    if (first.is("events")) {
      eventId = first.requireArguments();
      first = nextCall("what is wanted of the event");
    }
    return readRequest(point, eventId, first);
  }

  private void splitIntoSegments() throws MalformedMediaException {
    if (rawPath.length() > SmoothUrl.PATH_CHARS_MAX) {
      throw wrong("longer than " + SmoothUrl.PATH_CHARS_MAX + " characters");
    }
    if (!rawPath.startsWith("/")) {
      throw wrong("a path starts with /");
    }
    for (int slash = 0; slash >= 0; ) {
      int next = rawPath.indexOf('/', slash + 1);
      int end = next < 0 ? rawPath.length() : next;
      segments.add(UrlText.decode(rawPath.substring(slash + 1, end)));
      slash = next;
    }
  }

  /** The last segment with the right extension ends the point: folders may have it too. */
  private String readPoint() throws MalformedMediaException {
    int last = segments.size() - 1;
    while (last >= 0 && !SmoothUrl.endsPoint(segments.get(last))) {
      last--;
    }
    if (last < 0) {
      throw wrong("no publishing point, whose name ends .isml or .ism ([MS-SSTR] 2.2.1)");
    }
    StringBuilder point = new StringBuilder(rawPath.length());
    for (String segment : segments.subList(0, last + 1)) {
      if (segment.isBlank() || segment.equals(".") || segment.equals("..")) {
        throw wrong("empty and dot segments are not allowed");
      }
      if (segment.indexOf('/') >= 0 || segment.indexOf('\\') >= 0) {
        throw wrong("an escaped slash or a backslash is not allowed");
      }
      point.append('/').append(segment);
    }
    at = last + 1;
    return point.toString();
  }

  private SmoothUrl readRequest(String point, String eventId, Call call)
      throws MalformedMediaException {
    return switch (call.word().toLowerCase(Locale.ROOT)) {
      case "manifest" -> {
        requireEnd();
        yield new SmoothUrl.Manifest(point, eventId, keys(call.arguments(), 0));
      }
      case "streams" -> {
        requireEnd();
        yield new SmoothUrl.Streams(point, eventId, call.requireArguments());
      }
      case "streammanifest" -> {
        requireEnd();
        call.requireNoArguments();
        yield new SmoothUrl.StreamManifest(point, eventId);
      }
      case "key" -> {
        requireEnd();
        call.requireNoArguments();
        yield new SmoothUrl.ContentKey(point, eventId);
      }
      case "qualitylevels" -> readTrackRequest(point, eventId, call);
      default -> throw wrong("unknown word \"" + UrlText.shown(call.word()) + "\"");
    };
  }

  private SmoothUrl readTrackRequest(String point, String eventId, Call levels)
      throws MalformedMediaException {
    String levelArguments = levels.requireArguments();
    long bitrateBps = number(firstPart(levelArguments), BITRATE_MAX, "the bitrate");
    List<CustomAttribute> attributes = keys(levelArguments, 1);
    Call what =
        nextCall("Manifest(…), Fragments(…), FragmentInfo(…), RawFragments(…) or KeyFrames(…)");
    requireEnd();
    String arguments = what.requireArguments();
    List<CustomAttribute> options = keys(arguments, 1);
    if (what.is("manifest")) {
      String streamName = firstPart(arguments);
      if (streamName.isEmpty()) {
        throw wrong("expected Manifest(name)");
      }
      SmoothUrl.Track track = new SmoothUrl.Track(bitrateBps, attributes, streamName);
      return new SmoothUrl.TrackManifest(point, eventId, track, options);
    }
    SmoothUrl.Noun noun =
        SmoothUrl.Noun.find(what.word())
            .orElseThrow(() -> wrong("unknown noun \"" + UrlText.shown(what.word()) + "\""));
    String nameAndTime = firstPart(arguments);
    int equals = nameAndTime.lastIndexOf('=');
    String streamName = equals < 0 ? "" : nameAndTime.substring(0, equals).strip();
    String time = nameAndTime.substring(equals + 1).strip();
    if (streamName.isEmpty()) {
      throw wrong("expected " + noun.word() + "(name=time)");
    }
    if (noun == SmoothUrl.Noun.FRAGMENTS && time.equals(SmoothUrl.InitRequest.WORD)) {
      SmoothUrl.Track track = new SmoothUrl.Track(bitrateBps, attributes, streamName);
      return new SmoothUrl.InitRequest(point, eventId, track, options);
    }
    return new SmoothUrl.FragmentRequest(
        point,
        eventId,
        noun,
        bitrateBps,
        attributes,
        streamName,
        number(time, Long.MAX_VALUE, "the start time"),
        options);
  }

  private static String firstPart(String arguments) {
    int comma = arguments.indexOf(',');
    return (comma < 0 ? arguments : arguments.substring(0, comma)).strip();
  }

  private List<CustomAttribute> keys(String arguments, int skippedCount)
      throws MalformedMediaException {
    boolean onlySkipped = skippedCount == 1 && arguments.indexOf(',') < 0;
    if (onlySkipped || arguments.isBlank()) {
      return List.of();
    }
    List<CustomAttribute> keys = new ArrayList<>();
    Set<String> names = new HashSet<>();
    String[] parts = arguments.split(",", -1);
    for (int part = skippedCount; part < parts.length; part++) {
      int equals = parts[part].indexOf('=');
      String name = equals < 0 ? "" : parts[part].substring(0, equals).strip();
      if (name.isEmpty()) {
        throw wrong("expected key=value, got \"" + UrlText.shown(parts[part]) + "\"");
      }
      if (!names.add(name)) {
        throw wrong("\"" + UrlText.shown(name) + "\" is given twice");
      }
      keys.add(new CustomAttribute(name, parts[part].substring(equals + 1).strip()));
    }
    return keys;
  }

  private long number(String digits, long max, String what) throws MalformedMediaException {
    try {
      return Decimal.read(digits, max, what);
    } catch (MalformedMediaException e) {
      throw new MalformedMediaException(UrlText.shown(rawPath) + ": " + e.getMessage(), e);
    }
  }

  private Call nextCall(String expected) throws MalformedMediaException {
    if (at == segments.size()) {
      throw wrong("ends where " + expected + " was expected");
    }
    String segment = withoutSuffix(segments.get(at++));
    int open = segment.indexOf('(');
    if (open < 0) {
      return new Call(segment, "", false);
    }
    if (!segment.endsWith(")")) {
      throw wrong("\"" + UrlText.shown(segment) + "\" has no closing parenthesis");
    }
    return new Call(
        segment.substring(0, open), segment.substring(open + 1, segment.length() - 1), true);
  }

  /** What stands in parentheses keeps what looks like one. */
  private static String withoutSuffix(String segment) {
    for (Suffix suffix : SUFFIXES) {
      int end = segment.length() - suffix.text.length();
      if (segment.regionMatches(true, 0, suffix.word, 0, suffix.word.length())
          && segment.regionMatches(true, end, suffix.text, 0, suffix.text.length())) {
        return segment.substring(0, end);
      }
    }
    return segment;
  }

  private void requireEnd() throws MalformedMediaException {
    if (at != segments.size()) {
      throw wrong("\"" + UrlText.shown(segments.get(at)) + "\" is too much");
    }
  }

  private MalformedMediaException wrong(String what) {
    return new MalformedMediaException(UrlText.shown(rawPath) + ": " + what);
  }

  /** A segment such as {@code Streams(a)}: a word, and what stands in its parentheses. */
  private final class Call {
    private final String word;
    private final String arguments;
    private final boolean parenthesised;

    Call(String word, String arguments, boolean parenthesised) {
      this.word = word;
      this.arguments = arguments;
      this.parenthesised = parenthesised;
    }

    String word() {
      return word;
    }

    String arguments() {
      return arguments;
    }

    boolean is(String other) {
      return word.equalsIgnoreCase(other);
    }

    String requireArguments() throws MalformedMediaException {
      if (!parenthesised) {
        throw wrong(UrlText.shown(word) + " needs (…)");
      }
      return arguments;
    }

    void requireNoArguments() throws MalformedMediaException {
      if (parenthesised) {
        throw wrong(UrlText.shown(word) + " takes no (…)");
      }
    }
  }
}
