package org.smoothlab.media.smooth;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.bytes.MalformedMediaException;

/**
 * What a path under a publishing point asks for. One grammar, read here and written here.
 *
 * <pre>
 * point      = *( "/" folder ) "/" name ( ".isml" | ".ism" )
 * url        = point [ "/" ]
 *            | point [ event ] "/Manifest" [ "(" options ")" ] [ suffix ]
 *            | point [ event ] level "/Manifest(" stream *( "," key "=" value ) ")" [ suffix ]
 *            | point [ event ] level "/" noun "(" stream "=" ticks *( "," key "=" value ) ")" [ kind ]
 *            | point [ event ] level "/Fragments(" stream "=i" *( "," key "=" value ) ")" [ kind ]
 *            | point [ event ] "/Streams(" id ")"
 *            | point [ event ] "/StreamManifest"
 *            | point [ event ] "/Key"
 * event      = "/Events(" id ")"
 * level      = "/QualityLevels(" bitrate *( "," key "=" value ) ")"
 * suffix     = ".m3u8" | ".mpd"
 * kind       = ".ts" | ".m4s" | ".mp4" | ".vtt"                ; only of Fragments and KeyFrames
 * noun       = "Fragments" | "FragmentInfo" | "RawFragments" | "KeyFrames"
 * </pre>
 *
 * <p>The words of the grammar are read without regard to case and written as above; names, keys and
 * values are kept as they are. Every segment may be percent-encoded, also its parentheses. The
 * suffixes, which caches and players go by, say nothing that the options do not: they are read over
 * and not written.
 *
 * @see "[MS-SSTR] 2.2.1, 2.2.3, 2.2.7 and 2.2.8; tracks and i as Azure Media Services has them; Key
 *     is our own"
 */
public sealed interface SmoothUrl {
  /** The longest path that is read. */
  int PATH_CHARS_MAX = 8192;

  /** The publishing point's decoded path, from its first {@code /} to its {@code .isml}. */
  String point();

  /** The path, percent-encoded where needed; reading it gives back an equal value. */
  String write();

  /**
   * Reads a path as it stands in a request line. A query, which Smooth does not use, is ignored.
   *
   * @throws MalformedMediaException if it does not follow the grammar; the message says where
   */
  static SmoothUrl read(String rawPath) throws MalformedMediaException {
    return SmoothUrlReader.read(rawPath);
  }

  /** The publishing point itself: an encoder without a stream id posts here. */
  record Point(String point) implements SmoothUrl {
    public Point {
      requirePoint(point);
    }

    @Override
    public String write() {
      return writePoint(point, "");
    }
  }

  /**
   * The client manifest.
   *
   * @param eventId empty when the URL names none
   * @param options such as {@code format=m3u8-aapl}, in the order written
   */
  record Manifest(String point, String eventId, List<CustomAttribute> options)
      implements SmoothUrl {
    public Manifest {
      requirePoint(point);
      options = requireKeys(options);
    }

    /** The value of an option, whose name is compared without regard to case. */
    public Optional<String> option(String name) {
      return find(options, name);
    }

    @Override
    public String write() {
      String list = writeKeys(options);
      return writePoint(point, eventId)
          + "/Manifest"
          + (list.isEmpty() ? "" : "(" + list.substring(1) + ")");
    }
  }

  /**
   * A fragment, or a part of one.
   *
   * @param eventId empty when the URL names none
   * @param bitrateBps in 0..2^32-1
   * @param attributes the custom attributes that choose between levels of one bitrate
   * @param streamName as in the manifest
   * @param startTicks in 0..2^63-1, in the stream's timescale
   * @param options such as {@code format=m3u8-aapl}, in the order written
   */
  record FragmentRequest(
      String point,
      String eventId,
      Noun noun,
      long bitrateBps,
      List<CustomAttribute> attributes,
      String streamName,
      long startTicks,
      List<CustomAttribute> options)
      implements SmoothUrl {
    public FragmentRequest {
      requirePoint(point);
      requirePlain(streamName, "streamName");
      attributes = requireKeys(attributes);
      options = requireKeys(options);
      requireBitrate(bitrateBps);
      if (startTicks < 0) {
        throw new IllegalArgumentException("startTicks is negative: " + startTicks);
      }
    }

    /** The same at another time. */
    public FragmentRequest at(long newStartTicks) {
      return new FragmentRequest(
          point, eventId, noun, bitrateBps, attributes, streamName, newStartTicks, options);
    }

    /** Of which track. */
    public Track track() {
      return new Track(bitrateBps, attributes, streamName);
    }

    /** The value of an option, whose name is compared without regard to case. */
    public Optional<String> option(String name) {
      return find(options, name);
    }

    @Override
    public String write() {
      return track().writeLevel(this, eventId)
          + noun.word()
          + "("
          + UrlText.encodeName(streamName)
          + "="
          + startTicks
          + writeKeys(options)
          + ")";
    }
  }

  /**
   * What is asked of.
   *
   * @param bitrateBps in 0..2^32-1
   * @param attributes the custom attributes that choose between levels of one bitrate
   * @param streamName as in the manifest
   */
  record Track(long bitrateBps, List<CustomAttribute> attributes, String streamName) {
    public Track {
      requireBitrate(bitrateBps);
      attributes = requireKeys(attributes);
      requirePlain(streamName, "streamName");
    }

    private String writeLevel(SmoothUrl url, String eventId) {
      return writePoint(url.point(), eventId)
          + "/QualityLevels("
          + bitrateBps
          + writeKeys(attributes)
          + ")/";
    }
  }

  /**
   * The manifest of one track, such as a media playlist.
   *
   * @param eventId empty when the URL names none
   * @param options such as {@code format=m3u8-aapl}, in the order written
   */
  record TrackManifest(String point, String eventId, Track track, List<CustomAttribute> options)
      implements SmoothUrl {
    public TrackManifest {
      requirePoint(point);
      options = requireKeys(options);
    }

    /** The value of an option, whose name is compared without regard to case. */
    public Optional<String> option(String name) {
      return find(options, name);
    }

    @Override
    public String write() {
      return track.writeLevel(this, eventId)
          + "Manifest("
          + UrlText.encodeName(track.streamName)
          + writeKeys(options)
          + ")";
    }
  }

  /**
   * What stands before the first fragment of a track.
   *
   * @param eventId empty when the URL names none
   * @param options such as {@code format=mpd-time-cmaf}, in the order written
   */
  record InitRequest(String point, String eventId, Track track, List<CustomAttribute> options)
      implements SmoothUrl {
    /** Stands where fragments have their time. */
    static final String WORD = "i";

    public InitRequest {
      requirePoint(point);
      options = requireKeys(options);
    }

    /** The value of an option, whose name is compared without regard to case. */
    public Optional<String> option(String name) {
      return find(options, name);
    }

    @Override
    public String write() {
      return track.writeLevel(this, eventId)
          + Noun.FRAGMENTS.word()
          + "("
          + UrlText.encodeName(track.streamName)
          + "="
          + WORD
          + writeKeys(options)
          + ")";
    }
  }

  /**
   * One encoder's stream: POST sends it, GET receives it.
   *
   * @param eventId empty when the URL names none
   * @param streamId may be empty
   */
  record Streams(String point, String eventId, String streamId) implements SmoothUrl {
    public Streams {
      requirePoint(point);
    }

    @Override
    public String write() {
      return writePoint(point, eventId) + "/Streams(" + UrlText.encodeName(streamId) + ")";
    }
  }

  /**
   * The list of streams that another server may receive.
   *
   * @param eventId empty when the URL names none
   */
  record StreamManifest(String point, String eventId) implements SmoothUrl {
    public StreamManifest {
      requirePoint(point);
    }

    @Override
    public String write() {
      return writePoint(point, eventId) + "/StreamManifest";
    }
  }

  /**
   * What segments of HLS are encrypted with.
   *
   * @param eventId empty when the URL names none
   */
  record ContentKey(String point, String eventId) implements SmoothUrl {
    /** As it is written in URLs. */
    public static final String WORD = "Key";

    public ContentKey {
      requirePoint(point);
    }

    @Override
    public String write() {
      return writePoint(point, eventId) + "/" + WORD;
    }
  }

  /**
   * Which part of a fragment is asked for.
   *
   * @see "[MS-SSTR] 2.2.3, FragmentNoun"
   */
  enum Noun {
    /** The {@code moof} and the {@code mdat}. */
    FRAGMENTS("Fragments"),
    /** The {@code moof} alone. */
    FRAGMENT_INFO("FragmentInfo"),
    /** The sample bytes alone. */
    RAW_FRAGMENTS("RawFragments"),
    /** The {@code moof} and the {@code mdat}, if all samples can be decoded on their own. */
    KEY_FRAMES("KeyFrames");

    private final String word;

    Noun(String word) {
      this.word = word;
    }

    /** As it is written in URLs. */
    public String word() {
      return word;
    }

    static Optional<Noun> find(String word) {
      for (Noun noun : values()) {
        if (noun.word.equalsIgnoreCase(word)) {
          return Optional.of(noun);
        }
      }
      return Optional.empty();
    }
  }

  /** Whether a decoded path segment ends a publishing point's path. */
  static boolean endsPoint(String segment) {
    String lower = segment.toLowerCase(Locale.ROOT);
    return (lower.length() > 5 && lower.endsWith(".isml"))
        || (lower.length() > 4 && lower.endsWith(".ism"));
  }

  private static void requirePoint(String point) {
    if (!point.startsWith("/") || !endsPoint(point.substring(point.lastIndexOf('/') + 1))) {
      throw new IllegalArgumentException("not a publishing point: " + point);
    }
  }

  private static void requireBitrate(long bitrateBps) {
    if (bitrateBps < 0 || bitrateBps > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("bitrateBps out of 0..2^32-1: " + bitrateBps);
    }
  }

  private static List<CustomAttribute> requireKeys(List<CustomAttribute> keys) {
    for (CustomAttribute key : keys) {
      requirePlain(key.name(), "key");
      if (key.name().indexOf('=') >= 0 || !isPlain(key.value())) {
        throw new IllegalArgumentException("cannot stand in a URL: " + key);
      }
    }
    return List.copyOf(keys);
  }

  private static void requirePlain(String text, String what) {
    if (text.isEmpty() || !isPlain(text)) {
      throw new IllegalArgumentException(what + " cannot stand in a URL: \"" + text + "\"");
    }
  }

  private static boolean isPlain(String text) {
    return text.indexOf(',') < 0 && text.equals(text.strip());
  }

  private static String writePoint(String point, String eventId) {
    StringBuilder out = new StringBuilder();
    for (String segment : point.substring(1).split("/", -1)) {
      out.append('/').append(UrlText.encodeSegment(segment));
    }
    return eventId.isEmpty()
        ? out.toString()
        : out.append("/Events(").append(UrlText.encodeName(eventId)).append(')').toString();
  }

  private static String writeKeys(List<CustomAttribute> keys) {
    StringBuilder out = new StringBuilder();
    for (CustomAttribute key : keys) {
      out.append(',')
          .append(UrlText.encodeName(key.name()))
          .append('=')
          .append(UrlText.encodeName(key.value()));
    }
    return out.toString();
  }

  private static Optional<String> find(List<CustomAttribute> options, String name) {
    // Each request is asked, and most have none: without an iterator that costs nothing.
    for (int index = 0; index < options.size(); index++) {
      CustomAttribute option = options.get(index);
      if (option.name().equalsIgnoreCase(name)) {
        return Optional.of(option.value());
      }
    }
    return Optional.empty();
  }
}
