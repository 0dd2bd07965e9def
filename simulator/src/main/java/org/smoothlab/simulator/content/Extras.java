package org.smoothlab.simulator.content;

import java.util.List;
import java.util.Set;

/**
 * What a programme has beside the rungs of a ladder and its sound.
 *
 * @param languages ISO 639-2, of the sound: the first is that of the clip's own, each further one
 *     is a stream {@code audio_<language>} with a tone of its own; 1..8, all different
 * @param kinds further streams
 */
public record Extras(List<String> languages, Set<Kind> kinds) {
  /** English sound and nothing else. */
  public static final Extras NONE = new Extras(List.of("eng"), Set.of());

  private static final int LANGUAGE_COUNT_MAX = 8;

  /** A further stream. */
  public enum Kind {
    /** {@code captions}: TTML that spells the clip's clock. */
    CAPTIONS,
    /** {@code thumbnails}: JPEG, one for every two seconds. */
    THUMBNAILS,
    /** {@code audio_ac3}: Dolby Digital, passed through. */
    AC_3,
    /** {@code audio_ec3}: Dolby Digital Plus, passed through. */
    E_AC_3,
    /** {@code video_hevc}: a kept loop of 320x180. */
    HEVC
  }

  public Extras {
    languages = List.copyOf(languages);
    kinds = Set.copyOf(kinds);
    if (languages.isEmpty() || languages.size() > LANGUAGE_COUNT_MAX) {
      throw new IllegalArgumentException("languages out of 1..8: " + languages.size());
    }
    for (String language : languages) {
      if (!language.matches("[a-z]{3}")) {
        throw new IllegalArgumentException("no three letters of ISO 639-2: " + language);
      }
    }
    if (languages.stream().distinct().count() < languages.size()) {
      throw new IllegalArgumentException("one language twice: " + languages);
    }
  }
}
