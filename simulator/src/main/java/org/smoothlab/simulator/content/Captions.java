package org.smoothlab.simulator.content;

import java.util.Locale;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.content.EncodedTrack.EncodedSample;

/**
 * Captions that spell the clip's clock: one for each second, with the media time as hours, minutes
 * and seconds of the day and the number that the frame stamp has then. A sample is a TTML document
 * for two seconds; its times count from the start of the sample, as players of Smooth take them.
 *
 * @see "W3C TTML1"
 */
final class Captions {
  static final int SAMPLE_SECONDS = Ladder.GOP_FRAMES / Ladder.FRAMES_PER_SECOND;

  private static final int SECONDS_OF_A_DAY = 86_400;

  private final int loopSeconds;
  private final String language;

  /**
   * @param loopSeconds of the picture
   * @param language ISO 639-2
   */
  Captions(int loopSeconds, String language) {
    this.loopSeconds = loopSeconds;
    this.language = language;
  }

  /** A day of them, made when they are asked for. */
  ClipTrack.Loop loop() {
    return new ClipTrack.Loop(
        SECONDS_OF_A_DAY / SAMPLE_SECONDS,
        index -> new EncodedSample(Slice.ofUtf8(document(index * SAMPLE_SECONDS)), true));
  }

  /** What the caption of a second says. */
  String text(int secondOfDay) {
    return "%s frame %d"
        .formatted(time(secondOfDay), secondOfDay % loopSeconds * Ladder.FRAMES_PER_SECOND);
  }

  private String document(int firstSecond) {
    StringBuilder xml = new StringBuilder();
    xml.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.append("<tt xmlns=\"http://www.w3.org/ns/ttml\"");
    xml.append(" xmlns:tts=\"http://www.w3.org/ns/ttml#styling\" xml:lang=\"").append(language);
    xml.append("\">\n<head><layout><region xml:id=\"bottom\" tts:origin=\"10% 80%\"");
    xml.append(" tts:extent=\"80% 15%\" tts:displayAlign=\"after\" tts:textAlign=\"center\"/>");
    xml.append("</layout></head>\n<body region=\"bottom\"><div>\n");
    for (int second = 0; second < SAMPLE_SECONDS; second++) {
      xml.append("<p begin=\"").append(time(second)).append(".000\" end=\"");
      xml.append(time(second + 1)).append(".000\">");
      xml.append(text((firstSecond + second) % SECONDS_OF_A_DAY)).append("</p>\n");
    }
    return xml.append("</div></body>\n</tt>\n").toString();
  }

  private static String time(int seconds) {
    return String.format(
        Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
