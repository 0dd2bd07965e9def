package org.smoothlab.simulator.content;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What becomes of the streams of a user's file.
 *
 * @param picture the first one of the file, if it has one
 * @param sounds of all languages, each a stream
 * @param notes what is left out, and why, for people
 */
record SourcePlan(Optional<Picture> picture, List<Sound> sounds, List<String> notes) {
  /** More languages than these are left out. */
  static final int SOUNDS_MAX = 8;

  static final int GOP_SECONDS = 2;
  private static final long KEPT_START_MICROS_MAX = 500_000;
  private static final int BITRATE_BPS_MIN = 50_000;
  private static final long BITS_PER_BYTE = 8;
  private static final long MICROS_PER_SECOND = 1_000_000;

  SourcePlan {
    sounds = List.copyOf(sounds);
    notes = List.copyOf(notes);
  }

  /** What becomes of a picture. */
  sealed interface Picture {
    /** Where it comes from. */
    SourceProbe.Picture source();

    /** H.264 stays as it is; fragments begin at its own key frames. */
    record Kept(SourceProbe.Picture source) implements Picture {}

    /**
     * It is encoded, with the same key frames on all rungs.
     *
     * @param rungs highest bitrate first
     * @param gopFrames from one key frame to the next
     */
    record Encoded(SourceProbe.Picture source, List<Level> rungs, int gopFrames)
        implements Picture {
      public Encoded {
        rungs = List.copyOf(rungs);
      }
    }
  }

  /** One quality level of a picture. */
  record Level(PictureSize size, int bitrateBps) {}

  /**
   * What becomes of a sound.
   *
   * @param name of its stream
   * @param kept whether it is AAC that stays as it is, else it becomes AAC-LC
   */
  record Sound(SourceProbe.Sound source, String name, boolean kept) {
    boolean isHighEfficiency() {
      return kept && source.track().profile().startsWith("HE-AAC");
    }
  }

  /**
   * Plans a file.
   *
   * @throws UnreadableSourceException if there is nothing in it that can be sent, or too much
   */
  static SourcePlan of(SourceProbe probe, SourceSettings settings)
      throws UnreadableSourceException {
    if (probe.pictures().isEmpty() && probe.sounds().isEmpty()) {
      String has = probe.others().isEmpty() ? "" : ", only " + inWords(probe.others());
      throw new UnreadableSourceException("neither pictures nor sound in it" + has);
    }
    List<String> notes = new ArrayList<>();
    Optional<Picture> picture = Optional.empty();
    if (!probe.pictures().isEmpty()) {
      picture = Optional.of(picture(probe.pictures().getFirst(), settings));
    } else if (settings.picturesKept()) {
      throw new UnreadableSourceException("no pictures in it that could be kept");
    }
    if (probe.pictures().size() > 1) {
      notes.add((probe.pictures().size() - 1) + " further pictures are left out");
    }
    List<Sound> sounds = sounds(probe, notes);
    if (!probe.others().isEmpty()) {
      notes.add("left out: " + inWords(probe.others()));
    }
    SourcePlan plan = new SourcePlan(picture, sounds, notes);
    plan.requireRoom(probe.durationMicros(), settings);
    return plan;
  }

  private static Picture picture(SourceProbe.Picture source, SourceSettings settings)
      throws UnreadableSourceException {
    if (!settings.picturesKept()) {
      return new Picture.Encoded(
          source, levels(source.size(), settings.ladder()), source.rate().framesIn(GOP_SECONDS));
    }
    String why = "";
    if (!source.track().codec().equals("h264")) {
      why = "it is " + source.track().codec();
    } else if (!source.pixelFormat().matches("yuvj?420p")) {
      why = "its pixels are " + source.pixelFormat() + ", which browsers do not decode";
    } else if (source.form().turned()) {
      why = "it is stored lying down, or with pixels that are no squares";
    } else if (source.track().startMicros() > KEPT_START_MICROS_MAX) {
      why = "it begins long after the sound";
    }
    if (!why.isEmpty()) {
      throw new UnreadableSourceException("the picture cannot be kept: " + why);
    }
    return new Picture.Kept(source);
  }

  /**
   * The rungs of a ladder that a picture has enough pixels for. The highest one may be smaller than
   * its rung, and then has as much less bitrate; below a fifth more than the next one it is left
   * out.
   */
  static List<Level> levels(PictureSize source, Ladder ladder) {
    List<Level> levels = new ArrayList<>();
    List<Rung> rungs = ladder.rungs();
    for (int index = rungs.size() - 1; index >= 0; index--) {
      Rung rung = rungs.get(index);
      boolean first = levels.isEmpty();
      int below = first ? 0 : rungs.get(index + 1).heightPixels();
      if (!first && source.shortPixels() * 5 < below * 6) {
        break;
      }
      PictureSize size = source.within(rung.heightPixels());
      long fullPixels = (long) rung.widthPixels() * rung.heightPixels();
      long bitrateBps =
          size.pixelCount() * 20 >= fullPixels * 19
              ? rung.bitrateBps()
              : rung.bitrateBps() * size.pixelCount() / fullPixels;
      long above = first ? BITRATE_BPS_MIN : levels.getLast().bitrateBps * 5L / 4;
      levels.add(new Level(size, (int) Math.max(above, bitrateBps)));
    }
    Collections.reverse(levels);
    return levels;
  }

  private static List<Sound> sounds(SourceProbe probe, List<String> notes) {
    List<Sound> sounds = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int count = Math.min(SOUNDS_MAX, probe.sounds().size());
    for (SourceProbe.Sound source : probe.sounds().subList(0, count)) {
      String wanted = "audio" + (source.language().isEmpty() ? "" : "_" + source.language());
      String name = count == 1 ? "audio" : wanted;
      for (int again = 2; !names.add(name); again++) {
        name = wanted + "_" + again;
      }
      sounds.add(new Sound(source, name, isKept(source, probe)));
    }
    if (probe.sounds().size() > count) {
      notes.add((probe.sounds().size() - count) + " sounds beyond " + SOUNDS_MAX + " are left out");
    }
    return sounds;
  }

  // HE-AAC always, as nothing here could make it again; LC only where it fills the time.
  private static boolean isKept(SourceProbe.Sound sound, SourceProbe probe) {
    SourceProbe.Track track = sound.track();
    if (!track.codec().equals("aac")) {
      return false;
    }
    long pictureMicros =
        probe.pictures().isEmpty() ? 0 : probe.pictures().getFirst().track().durationMicros();
    boolean shorter =
        track.durationMicros() > 0
            && track.durationMicros() + KEPT_START_MICROS_MAX / 5 < pictureMicros;
    return track.profile().startsWith("HE-AAC")
        || (track.profile().equals("LC")
            && track.startMicros() <= KEPT_START_MICROS_MAX
            && !shorter);
  }

  private void requireRoom(long durationMicros, SourceSettings settings)
      throws UnreadableSourceException {
    long takenMicros =
        settings.takeMicros().map(taken -> Math.min(taken, durationMicros)).orElse(durationMicros);
    long sumBps = 0;
    if (picture.isPresent() && picture.get() instanceof Picture.Encoded encoded) {
      sumBps += encoded.rungs.stream().mapToLong(Level::bitrateBps).sum();
    }
    for (Sound sound : sounds) {
      sumBps += sound.kept ? sound.source.bitrateBps() : settings.ladder().audioBitrateBps();
    }
    long sizeBytes = takenMicros / MICROS_PER_SECOND * sumBps / BITS_PER_BYTE;
    if (sizeBytes > Presentation.SOURCE_BYTES_MAX) {
      long fits =
          Presentation.SOURCE_BYTES_MAX * BITS_PER_BYTE / sumBps / 60; // minutes, rounded down
      throw new UnreadableSourceException(
          String.format(
              Locale.ROOT,
              "%d min of it at %d kb/s would be more than %d MiB, which is what is kept in memory;"
                  + " --take %dm takes its beginning, --ladder small makes less of it",
              takenMicros / MICROS_PER_SECOND / 60,
              sumBps / 1000,
              Presentation.SOURCE_BYTES_MAX >> 20,
              fits));
    }
  }

  /**
   * What is made, for people: {@code H.264 640x360@800000 at 25 frames a second; audio as it is,
   * AAC LC}.
   */
  String inWords() {
    List<String> parts = new ArrayList<>();
    picture.ifPresent(each ->
        parts.add(
            switch (each) {
              case Picture.Kept kept -> "H.264 " + kept.source.size() + " as it is";
              case Picture.Encoded encoded ->
                  encoded.rungs.stream()
                          .map(level -> level.size + "@" + level.bitrateBps)
                          .collect(Collectors.joining(", ", "H.264 ", ""))
                      + " at "
                      + encoded.source.rate().inWords()
                      + " frames a second";
            }));
    for (Sound sound : sounds) {
      parts.add(
          sound.name
              + (sound.kept
                  ? " as it is, AAC " + sound.source.track().profile()
                  : " from " + sound.source.track().codec() + " to AAC LC"));
    }
    return String.join("; ", parts);
  }

  private static String inWords(List<String> kinds) {
    return kinds.stream()
        .distinct()
        .map(kind ->
            switch (kind) {
              case "subtitle" -> "subtitles";
              case "cover" -> "the cover";
              case "attachment" -> "attachments";
              default -> kind;
            })
        .collect(Collectors.joining(", "));
  }
}
