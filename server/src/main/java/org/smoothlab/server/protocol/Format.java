package org.smoothlab.server.protocol;

import java.util.Optional;

/**
 * How a presentation is delivered otherwise than as Smooth Streaming: the option {@code format} of
 * its URLs, as Azure Media Services has it.
 */
enum Format {
  /** HLS with MPEG-2 TS segments, sound in segments of its own. */
  M3U8_AAPL("m3u8-aapl"),
  /** The same with sound inside the segments of pictures, for players that know version 3. */
  M3U8_AAPL_V3("m3u8-aapl-v3"),
  /** HLS with CMAF segments. */
  M3U8_CMAF("m3u8-cmaf"),
  /** DASH with CMAF segments. */
  MPD_TIME_CMAF("mpd-time-cmaf"),
  /** The same under its older name, that of the Common Streaming Format. */
  MPD_TIME_CSF("mpd-time-csf"),
  /**
   * DASH with CMAF segments that are counted; of tracks that come in chunks also while they arrive.
   */
  MPD_NUMBER_CMAF("mpd-number-cmaf");

  private final String word;

  Format(String word) {
    this.word = word;
  }

  /** Whether it is HLS, and otherwise DASH. */
  boolean isHls() {
    return this == M3U8_AAPL || this == M3U8_AAPL_V3 || this == M3U8_CMAF;
  }

  /** As URLs have it. */
  String word() {
    return word;
  }

  /** The format of this name, without regard to case; empty when it is not made here. */
  static Optional<Format> find(String word) {
    for (Format format : values()) {
      if (format.word.equalsIgnoreCase(word)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** The answer to a format that is not made here. */
  static Reply unknown(String word) {
    return Replies.error(
        404, "format %s is not made, expected none or one of %s".formatted(word, known()));
  }

  private static String known() {
    StringBuilder words = new StringBuilder();
    for (Format format : values()) {
      words.append(words.isEmpty() ? "" : ", ").append(format.word);
    }
    return words.toString();
  }
}
