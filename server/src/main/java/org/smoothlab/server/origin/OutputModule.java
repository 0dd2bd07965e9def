package org.smoothlab.server.origin;

/**
 * A further output of a point, or an input that is no push or pull. IIS knows one: {@code hls}.
 *
 * @param id such as {@code hls}
 * @param kind which way
 * @param name for people; may be empty
 * @param configuration what it is told
 */
public record OutputModule(String id, Kind kind, String name, Configuration configuration) {
  /** The id of the output for mobile devices. */
  public static final String HLS_ID = "hls";

  /** The output for mobile devices as IIS Manager sets it up. */
  public static final OutputModule HLS =
      new OutputModule(HLS_ID, Kind.SINK, "HTTP Live Streaming", Hls.DEFAULT);

  public OutputModule {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a module without id");
    }
    if (id.equals(HLS_ID) != configuration instanceof Hls) {
      throw new IllegalArgumentException("module " + id + " with a configuration of another");
    }
  }

  /** Whether a module takes in or gives out. */
  public enum Kind {
    SINK,
    SOURCE
  }

  /** What a module is told. */
  public sealed interface Configuration {}

  /**
   * What is kept for a module that this origin does not know.
   *
   * @param xml the children of the {@code Module} element; may be empty
   */
  public record Unknown(String xml) implements Configuration {}

  /**
   * Output to mobile devices.
   *
   * @param segmentLengthSeconds of one MPEG-2 TS segment, at least 2
   * @param maxBitRateBps what has more, video and audio together, is not served
   * @param playlist how playlists are written
   * @param encryption of the segments
   */
  public record Hls(
      int segmentLengthSeconds, long maxBitRateBps, Playlist playlist, Encryption encryption)
      implements Configuration {
    /** 10 s, 1.6 Mbit/s, may be cached, not encrypted: IIS Media Services 4.1. */
    public static final Hls DEFAULT =
        new Hls(10, 1_600_000, new Playlist(true, false, false), Encryption.NONE);

    public Hls {
      if (segmentLengthSeconds < 2) {
        throw new IllegalArgumentException("segmentLengthSeconds below 2: " + segmentLengthSeconds);
      }
      if (maxBitRateBps < 1 || maxBitRateBps > PointSettings.UINT32_MAX) {
        throw new IllegalArgumentException("maxBitRateBps out of 1..2^32-1: " + maxBitRateBps);
      }
    }
  }

  /**
   * @param allowCaching whether devices may keep segments for later
   * @param backwardCompatible whether URLs end as devices of 2009 need it
   * @param includeCodecs whether the playlist names codecs
   */
  public record Playlist(boolean allowCaching, boolean backwardCompatible, boolean includeCodecs) {}

  /**
   * AES-128 of segments.
   *
   * @param enabled whether it is on; then there is a key
   * @param keyHex 32 hexadecimal digits; empty when there is none
   * @param keyUrl where devices fetch the key; empty: from the point
   */
  public record Encryption(boolean enabled, String keyHex, String keyUrl) {
    public static final Encryption NONE = new Encryption(false, "", "");

    public Encryption {
      if (!keyHex.isEmpty() && !keyHex.matches("[0-9A-Fa-f]{32}")) {
        throw new IllegalArgumentException("key of other than 32 hexadecimal digits");
      }
      if (enabled && keyHex.isEmpty()) {
        throw new IllegalArgumentException("encryption without a key");
      }
    }

    /** The key is nobody's business in a log. */
    @Override
    public String toString() {
      return "Encryption[enabled=" + enabled + ", keyUrl=" + keyUrl + "]";
    }
  }
}
