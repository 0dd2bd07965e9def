package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.FrmaBox;
import org.smoothlab.media.box.HdlrBox;
import org.smoothlab.media.box.MdhdBox;
import org.smoothlab.media.box.MdiaBox;
import org.smoothlab.media.box.MinfBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.SinfBox;
import org.smoothlab.media.box.StblBox;
import org.smoothlab.media.box.StsdBox;
import org.smoothlab.media.box.TkhdBox;
import org.smoothlab.media.box.TrakBox;
import org.smoothlab.media.box.VerbatimBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * What {@code moov} says of one track of sound, pictures or text.
 *
 * @param where names it in messages
 * @param header its {@code tkhd}
 * @param clock its {@code mdhd}
 * @param kind by its handler
 * @param sampleEntries how its samples are coded; usually one, none when nobody knows
 */
record MovieTrack(
    String where, TkhdBox header, MdhdBox clock, StreamKind kind, BoxList sampleEntries) {

  /** All the tracks that are sound, pictures or text, in order; others are left out. */
  static List<MovieTrack> readAll(MoovBox moov) throws MediaException {
    List<MovieTrack> tracks = new ArrayList<>();
    Set<Long> numbers = new HashSet<>();
    List<TrakBox> traks = moov.children().all(TrakBox.class);
    if (traks.size() > LiveServerManifest.TRACKS_MAX) {
      throw new MalformedMediaException(
          "moov: " + traks.size() + " tracks, at most " + LiveServerManifest.TRACKS_MAX);
    }
    for (int index = 0; index < traks.size(); index++) {
      String where = "moov/trak[" + index + "]: ";
      Optional<MovieTrack> track = read(traks.get(index), where);
      if (track.isPresent()) {
        long number = track.get().header().trackNumber();
        if (number < 1 || number > Integer.MAX_VALUE || !numbers.add(number)) {
          throw new MalformedMediaException(
              where + "track_ID " + number + " is not new in 1..2^31-1 (ISO/IEC 14496-12, 8.3.2)");
        }
        tracks.add(track.get());
      }
    }
    return tracks;
  }

  private static Optional<MovieTrack> read(TrakBox trak, String where)
      throws MalformedMediaException {
    TkhdBox header = require(trak.children(), TkhdBox.class, where + "no tkhd");
    BoxList media = require(trak.children(), MdiaBox.class, where + "no mdia").children();
    MdhdBox clock = require(media, MdhdBox.class, where + "no mdia/mdhd");
    HdlrBox handler = require(media, HdlrBox.class, where + "no mdia/hdlr");
    BoxList sampleEntries =
        media
            .find(MinfBox.class)
            .flatMap(minf -> minf.children().find(StblBox.class))
            .flatMap(stbl -> stbl.children().find(StsdBox.class))
            .map(StsdBox::children)
            .orElse(BoxList.NONE);
    return kind(handler).map(kind -> new MovieTrack(where, header, clock, kind, sampleEntries));
  }

  int number() {
    return (int) header.trackNumber();
  }

  Timescale timescale() throws MediaException {
    long ticksPerSecond = clock.timescaleTicksPerSecond();
    if (ticksPerSecond == 0) {
      throw new MalformedMediaException(where + "mdhd timescale 0 (ISO/IEC 14496-12, 8.4.2)");
    }
    if (ticksPerSecond > Integer.MAX_VALUE) {
      throw new UnsupportedMediaException(
          where + "mdhd timescale " + ticksPerSecond + ", known up to 2^31-1");
    }
    return new Timescale(ticksPerSecond);
  }

  /** ISO 639-2; empty when unknown. */
  String language() {
    String language = clock.language();
    return language.equals("und") || !language.matches("[a-z]{3}") ? "" : language;
  }

  /** The four characters of the sample entry, of the original one when it is encrypted. */
  String coding() {
    Optional<Box> entry = sampleEntries.boxes().stream().findFirst();
    return entry
        .flatMap(box -> box.children().find(SinfBox.class))
        .flatMap(sinf -> sinf.children().find(FrmaBox.class))
        .map(FrmaBox::originalFormat)
        .or(() -> entry.map(box -> box.type().toString()))
        .orElse("");
  }

  /** The boxes inside the sample entry. */
  BoxList configuration() {
    return sampleEntries.boxes().stream().findFirst().map(Box::children).orElse(BoxList.NONE);
  }

  /** The sample entry, if it is of this kind. */
  <B extends Box> Optional<B> entry(Class<B> kind) {
    return sampleEntries.boxes().stream()
        .findFirst()
        .map(box -> box instanceof VerbatimBox verbatim ? verbatim.meaning() : box)
        .filter(kind::isInstance)
        .map(kind::cast);
  }

  private static Optional<StreamKind> kind(HdlrBox handler) {
    return switch (handler.handlerType().toLowerCase(Locale.ROOT)) {
      case "vide" -> Optional.of(StreamKind.VIDEO);
      case "soun" -> Optional.of(StreamKind.AUDIO);
      case "text", "subt", "sbtl", "subp", "meta" -> Optional.of(StreamKind.TEXT);
      default -> Optional.empty();
    };
  }

  private static <B extends Box> B require(BoxList boxes, Class<B> kind, String missing)
      throws MalformedMediaException {
    return boxes
        .find(kind)
        .orElseThrow(() -> new MalformedMediaException(missing + " (ISO/IEC 14496-12, 8.3)"));
  }
}
