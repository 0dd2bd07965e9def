package org.smoothlab.simulator.content;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What FFmpeg says of a file.
 *
 * @param pictures moving ones; the cover of an album is none
 * @param sounds in the order of the file
 * @param others kinds of what is neither
 * @param durationMicros of it all; 0 if nobody knows
 */
record SourceProbe(
    List<Picture> pictures, List<Sound> sounds, List<String> others, long durationMicros) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int SIDE_PIXELS_MAX = 16_384;

  SourceProbe {
    pictures = List.copyOf(pictures);
    sounds = List.copyOf(sounds);
    others = List.copyOf(others);
  }

  /**
   * A stream of the file.
   *
   * @param index FFmpeg's number for it
   * @param codec FFmpeg's name for how it is coded
   * @param profile FFmpeg's name for the profile; empty if there is none
   * @param startMicros after the beginning of the file
   * @param durationMicros 0 if nobody knows
   */
  record Track(int index, String codec, String profile, long startMicros, long durationMicros) {}

  /**
   * A moving picture.
   *
   * @param size as it is shown: upright, and with square pixels
   * @param rate in which it is to be sent
   * @param pixelFormat FFmpeg's name, such as {@code yuv420p10le}
   * @param form whether it is stored as it is shown
   */
  record Picture(Track track, PictureSize size, FrameRate rate, String pixelFormat, Form form) {}

  /**
   * What has to be done to a stored picture before it is shown.
   *
   * @param interlaced whether its lines are of two moments
   * @param turned whether it is stored lying down, or with pixels that are no squares
   */
  record Form(boolean interlaced, boolean turned) {}

  /**
   * A sound.
   *
   * @param language of ISO 639-2, empty if it is not known
   * @param channelCount 0 if it is not known
   * @param bitrateBps 0 if it is not known
   */
  record Sound(Track track, String language, int channelCount, long bitrateBps) {}

  /**
   * Reads the document of {@code ffprobe -of json -show_format -show_streams}.
   *
   * @throws UnreadableSourceException if it is something else
   */
  static SourceProbe read(String document) throws UnreadableSourceException {
    try {
      return read(JSON.readTree(document));
    } catch (JacksonException wrong) {
      throw new UnreadableSourceException("ffprobe: no JSON: " + wrong.getOriginalMessage(), wrong);
    }
  }

  private static SourceProbe read(JsonNode root) {
    JsonNode format = root.path("format");
    long startMicros = micros(format.path("start_time"));
    List<Picture> pictures = new ArrayList<>();
    List<Sound> sounds = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (JsonNode stream : root.path("streams")) {
      boolean still =
          stream.path("disposition").path("attached_pic").asInt(0) != 0
              || stream.path("disposition").path("still_image").asInt(0) != 0;
      Optional<PictureSize> size = size(stream);
      String kind = stream.path("codec_type").asString("data");
      Track track = track(stream, startMicros);
      if (kind.equals("video") && !still && size.isPresent()) {
        pictures.add(picture(stream, track, size.get()));
      } else if (kind.equals("audio") && !track.codec.isEmpty()) {
        sounds.add(sound(stream, track));
      } else {
        others.add(still ? "cover" : kind);
      }
    }
    return new SourceProbe(pictures, sounds, others, micros(format.path("duration")));
  }

  private static Track track(JsonNode stream, long fileStartMicros) {
    boolean dated = stream.has("start_time");
    return new Track(
        stream.path("index").asInt(0),
        stream.path("codec_name").asString(""),
        stream.path("profile").asString(""),
        dated ? micros(stream.path("start_time")) - fileStartMicros : 0,
        duration(stream));
  }

  // Matroska has it among the tags, as 00:00:03.008000000.
  private static long duration(JsonNode stream) {
    String tag = stream.path("tags").path("DURATION").asString("");
    if (stream.has("duration") || !tag.matches("\\d+:\\d\\d:\\d\\d(\\.\\d+)?")) {
      return micros(stream.path("duration"));
    }
    String[] parts = tag.split("[:.]", -1);
    long seconds =
        Long.parseLong(parts[0]) * 3600 + Long.parseLong(parts[1]) * 60 + Long.parseLong(parts[2]);
    String rest = parts.length > 3 ? (parts[3] + "000000").substring(0, 6) : "0";
    return seconds * 1_000_000 + Long.parseLong(rest);
  }

  private static Picture picture(JsonNode stream, Track track, PictureSize stored) {
    long rotation = 0;
    for (JsonNode data : stream.path("side_data_list")) {
      rotation = data.has("rotation") ? data.path("rotation").asLong(0) : rotation;
    }
    PictureSize square = stored.squared(stream.path("sample_aspect_ratio").asString(""));
    boolean lying = Math.floorMod(rotation, 180) != 0;
    String order = stream.path("field_order").asString("");
    return new Picture(
        track,
        lying ? square.turned() : square,
        FrameRate.steady(
            FrameRate.read(stream.path("avg_frame_rate").asString("")),
            FrameRate.read(stream.path("r_frame_rate").asString(""))),
        stream.path("pix_fmt").asString(""),
        new Form(
            order.matches("tt|bb|tb|bt"),
            Math.floorMod(rotation, 360) != 0 || !square.equals(stored)));
  }

  private static Optional<PictureSize> size(JsonNode stream) {
    int width = stream.path("width").asInt(0);
    int height = stream.path("height").asInt(0);
    boolean possible =
        width > 0 && height > 0 && width <= SIDE_PIXELS_MAX && height <= SIDE_PIXELS_MAX;
    return possible ? Optional.of(new PictureSize(width, height)) : Optional.empty();
  }

  private static Sound sound(JsonNode stream, Track track) {
    String language = stream.path("tags").path("language").asString("");
    boolean known = language.matches("[a-z]{3}") && !language.equals("und");
    return new Sound(
        track,
        known ? language : "",
        stream.path("channels").asInt(0),
        Math.max(0, stream.path("bit_rate").asLong(0)));
  }

  // FFmpeg writes seconds as text, with six digits behind the point.
  private static long micros(JsonNode seconds) {
    String text = seconds.asString("");
    if (!text.matches("-?\\d{1,12}(\\.\\d{1,9})?")) {
      return 0;
    }
    return new BigDecimal(text).movePointRight(6).longValue();
  }
}
