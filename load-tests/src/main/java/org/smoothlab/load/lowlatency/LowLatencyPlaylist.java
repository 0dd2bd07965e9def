package org.smoothlab.load.lowlatency;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a low-latency viewer needs of a media playlist.
 *
 * @param nextSegment media sequence number of the segment that is not whole yet
 * @param partCount parts of that segment that are listed
 * @param canBlock whether the server holds requests for what is not listed yet
 * @param partTargetNanos no part is longer; 0 without parts
 * @param uris what it leads to
 * @see "draft-pantos-hls-rfc8216bis-22, 4.4.3.8, 4.4.4.9, 4.4.5.3, 6.2.5"
 */
record LowLatencyPlaylist(
    long nextSegment, int partCount, boolean canBlock, long partTargetNanos, Uris uris) {
  private static final Pattern NAMED = Pattern.compile("([A-Z0-9-]+)=(\"[^\"]*\"|[^,]*)");
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /**
   * As they are in the playlist.
   *
   * @param map of the initialization section; empty for none
   * @param hint of the part that comes next; empty if the server gives none
   */
  record Uris(Optional<String> map, Optional<String> hint) {}

  /**
   * Reads a playlist.
   *
   * @throws IllegalArgumentException if it is none, or has ended
   */
  static LowLatencyPlaylist read(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals("#EXTM3U")) {
      throw new IllegalArgumentException("not a playlist: " + lines.stream().limit(3).toList());
    }
    long segment = 0;
    int partCount = 0;
    boolean canBlock = false;
    long partTargetNanos = 0;
    Optional<String> map = Optional.empty();
    Optional<String> hint = Optional.empty();
    for (String line : lines) {
      String value = line.substring(line.indexOf(':') + 1);
      switch (tag(line)) {
        case "#EXT-X-MEDIA-SEQUENCE" -> segment += Long.parseLong(value);
        case "#EXT-X-SKIP" ->
            segment += Long.parseLong(attribute(value, "SKIPPED-SEGMENTS").orElseThrow());
        case "#EXTINF" -> {
          segment++;
          partCount = 0;
        }
        case "#EXT-X-PART" -> partCount++;
        case "#EXT-X-SERVER-CONTROL" ->
            canBlock = attribute(value, "CAN-BLOCK-RELOAD").filter("YES"::equals).isPresent();
        case "#EXT-X-PART-INF" ->
            partTargetNanos =
                Math.round(
                    Double.parseDouble(attribute(value, "PART-TARGET").orElseThrow())
                        * NANOS_PER_SECOND);
        case "#EXT-X-MAP" -> map = attribute(value, "URI");
        case "#EXT-X-PRELOAD-HINT" ->
            hint =
                attribute(value, "TYPE").filter("PART"::equals).isPresent()
                    ? attribute(value, "URI")
                    : hint;
        case "#EXT-X-ENDLIST" -> throw new IllegalArgumentException("the event has ended");
        default -> {} // Of no interest here.
      }
    }
    return new LowLatencyPlaylist(
        segment, partCount, canBlock, partTargetNanos, new Uris(map, hint));
  }

  /** The query that is answered when the next part is listed. */
  String nextPartQuery() {
    return "_HLS_msn=" + nextSegment + "&_HLS_part=" + partCount;
  }

  /** The query that is answered when the first part of a segment is listed. */
  static String firstPartQuery(long segment) {
    return "_HLS_msn=" + segment + "&_HLS_part=0";
  }

  /** The URIs of all variants of a multivariant playlist, in its order. */
  static List<String> variants(String multivariant) {
    List<String> lines = multivariant.lines().filter(line -> !line.isBlank()).toList();
    return IntStream.range(1, lines.size())
        .filter(index -> tag(lines.get(index - 1)).equals("#EXT-X-STREAM-INF"))
        .mapToObj(lines::get)
        .toList();
  }

  private static String tag(String line) {
    int colon = line.indexOf(':');
    return line.startsWith("#") && colon > 0 ? line.substring(0, colon) : line;
  }

  private static Optional<String> attribute(String list, String name) {
    Matcher attributes = NAMED.matcher(list);
    while (attributes.find()) {
      if (attributes.group(1).equals(name)) {
        String value = attributes.group(2);
        return Optional.of(value.startsWith("\"") ? value.substring(1, value.length() - 1) : value);
      }
    }
    return Optional.empty();
  }
}
