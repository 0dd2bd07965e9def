package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;

/** Makes one description of each track from the live server manifest and {@code moov}. */
final class TrackMerge {
  /** What a picture is taken to need when nobody states a bitrate. */
  static final int BPS_PER_PIXEL = 3;

  /** What a channel of sound is taken to need when nobody states a bitrate. */
  static final int BPS_PER_CHANNEL = 64_000;

  private static final int NAME_CHARS_MAX = 256;
  private static final Pattern UNFIT_FOR_URLS = Pattern.compile("[\\p{Cntrl},/\\\\%?#{}<>\"]");

  private final List<LiveServerManifest.Track> announced;
  private final List<MovieTrack> unmatched;
  private final Set<TrackId> taken = new HashSet<>();
  private final Map<String, StreamInfo> streams = new HashMap<>();

  /**
   * @param announced of the server manifest; empty when there is none
   * @param movie of {@code moov}
   */
  TrackMerge(List<LiveServerManifest.Track> announced, List<MovieTrack> movie) {
    this.announced = announced;
    this.unmatched = new ArrayList<>(movie);
  }

  /** All the tracks: first those of the manifest, then those that only {@code moov} has. */
  List<TrackInfo> merge() throws MediaException {
    List<TrackInfo> tracks = new ArrayList<>();
    for (LiveServerManifest.Track track : announced) {
      MovieTrack movie = takeMovieTrack(track);
      tracks.add(info(movie, Optional.of(track), announcedStream(track, movie)));
    }
    for (MovieTrack movie : unmatched) {
      tracks.add(info(movie, Optional.empty(), namelessStream(movie)));
    }
    if (tracks.isEmpty()) {
      throw new MalformedMediaException("announce: no track of video, audio or text");
    }
    return tracks;
  }

  /** By number; where the manifest has none, the next one of the same kind. */
  private MovieTrack takeMovieTrack(LiveServerManifest.Track track) throws MalformedMediaException {
    for (MovieTrack movie : unmatched) {
      boolean same =
          track.trackNumber() == 0
              ? movie.kind() == track.kind()
              : movie.number() == track.trackNumber();
      if (same) {
        if (movie.kind() != track.kind()) {
          throw new MalformedMediaException(
              movie.where() + "is " + movie.kind() + ", in the server manifest " + track.kind());
        }
        unmatched.remove(movie);
        return movie;
      }
    }
    throw new MalformedMediaException(
        "announce: moov has no track "
            + track.trackNumber()
            + " for "
            + UrlText.shown(track.name())
            + " of the server manifest ([MS-SSTR] 2.2.7.4)");
  }

  /** The fragments are in the clock of {@code mdhd}, so that one counts. */
  private static StreamInfo announcedStream(LiveServerManifest.Track track, MovieTrack movie)
      throws MediaException {
    String language = language(track.textOf("systemLanguage"));
    return new StreamInfo(
        track.kind(),
        track.name(),
        track.textOf("Subtype"),
        language.isEmpty() ? movie.language() : language,
        movie.timescale(),
        track.sparse());
  }

  /** ISO 639-2 of a tag by RFC 1766, such as {@code en-US}; encoders write either. */
  private static String language(String tag) {
    String primary = tag.toLowerCase(Locale.ROOT).replaceFirst("-.*", "");
    if (primary.matches("[a-z]{3}")) {
      return primary.equals("und") ? "" : primary;
    }
    try {
      return primary.matches("[a-z]{2}") ? Locale.of(primary).getISO3Language() : "";
    } catch (MissingResourceException unknownLanguage) {
      return "";
    }
  }

  private StreamInfo namelessStream(MovieTrack movie) throws MediaException {
    String kindName = LiveServerManifest.Track.defaultName(movie.kind());
    List<String> names =
        List.of(
            kindName,
            kindName + "_" + (movie.language().isEmpty() ? "und" : movie.language()),
            kindName + "_" + movie.number());
    for (String name : names) {
      StreamInfo stream = nameless(movie, name);
      StreamInfo known = streams.get(name);
      if (known == null
          || (known.timescale().equals(stream.timescale())
              && known.language().equals(stream.language()))) {
        return stream;
      }
    }
    throw new MalformedMediaException(movie.where() + "no free name among " + names);
  }

  private static StreamInfo nameless(MovieTrack movie, String name) throws MediaException {
    Timescale timescale = movie.timescale();
    return new StreamInfo(
        movie.kind(), name, "", movie.language(), timescale, StreamInfo.Sparse.NONE);
  }

  private TrackInfo info(
      MovieTrack movie, Optional<LiveServerManifest.Track> track, StreamInfo stream)
      throws MediaException {
    requireFitting(movie, stream);
    LevelSource source = new LevelSource(movie, track);
    Optional<Long> stated = source.statedBitrateBps();
    long bitrateBps = stated.isPresent() ? stated.get() : source.otherBitrateBps();
    while (stated.isEmpty() && taken.contains(new TrackId(stream.name(), bitrateBps))) {
      bitrateBps++;
    }
    QualityLevel level = source.level(bitrateBps);
    TrackInfo info = new TrackInfo(movie.number(), stream, level);
    if (!taken.add(info.id())) {
      throw new MalformedMediaException(
          movie.where()
              + "a second track is "
              + UrlText.shown(info.id().toString())
              + ": name and bitrate must differ ([MS-SSTR] 2.2.7.4)");
    }
    return info;
  }

  private void requireFitting(MovieTrack movie, StreamInfo stream) throws MalformedMediaException {
    String name = stream.name();
    if (name.length() > NAME_CHARS_MAX
        || !name.equals(name.strip())
        || UNFIT_FOR_URLS.matcher(name).find()) {
      throw new MalformedMediaException(
          movie.where()
              + "trackName \""
              + UrlText.shown(name)
              + "\" cannot stand in a URL ([MS-SSTR] 2.2.3)");
    }
    StreamInfo known = streams.putIfAbsent(name, stream);
    if (known != null && known.kind() != stream.kind()) {
      throw contradiction(movie, stream, kindOf(known.kind()) + " and " + kindOf(stream.kind()));
    }
    if (known != null && !known.timescale().equals(stream.timescale())) {
      throw contradiction(
          movie,
          stream,
          known.timescale().ticksPerSecond()
              + " and "
              + stream.timescale().ticksPerSecond()
              + " ticks per second");
    }
  }

  private static MalformedMediaException contradiction(
      MovieTrack movie, StreamInfo stream, String what) {
    return new MalformedMediaException(
        movie.where() + "stream \"" + UrlText.shown(stream.name()) + "\" has " + what);
  }

  private static String kindOf(StreamKind kind) {
    return LiveServerManifest.Track.defaultName(kind);
  }
}
