package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.Sample;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.LiveServerManifestBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.MvexBox;
import org.smoothlab.media.box.StreamManifestBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.box.TrackDefaults;
import org.smoothlab.media.box.TrexBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * The boxes that open an ingest session, and what they say together: the live server manifest names
 * the tracks, {@code moov} fills in what it leaves out. Some encoders send no manifest, some know
 * the codec data only when the first picture is coded.
 *
 * <p>Without a manifest, streams are named {@code video}, {@code audio} and {@code textstream};
 * tracks of one kind are one stream as long as they share clock and language, else the next stream
 * has the language or the track number behind its name.
 *
 * <p>A bitrate that nobody states is made up, always in the same way, so that an encoder that comes
 * back is recognised: {@value TrackMerge#BPS_PER_PIXEL} bits per second for each pixel, {@value
 * TrackMerge#BPS_PER_CHANNEL} for each channel of sound, and one more as long as another track of
 * the stream has that bitrate.
 *
 * @param bytes all the boxes as they were received
 * @param tracks in the order of the manifest, then those that only {@code moov} has; at least one,
 *     with different numbers and names
 * @param expectedStreams ids of the streams without which the broadcast must not start; usually
 *     empty
 * @param defaults for reading fragments, by track number
 * @see "[MS-SSTR] 2.2.7.1 to 2.2.7.4 and 3.3.4.1"
 */
public record Announce(
    Slice bytes,
    List<TrackInfo> tracks,
    List<String> expectedStreams,
    Map<Integer, TrackDefaults> defaults) {
  public Announce {
    tracks = List.copyOf(tracks);
    expectedStreams = List.copyOf(expectedStreams);
    defaults = Map.copyOf(defaults);
  }

  /**
   * Reads the header boxes of a session. Boxes that are not part of an announce are ignored.
   *
   * @param header up to and including {@code moov}
   * @throws MalformedMediaException if {@code moov} is missing, a box is broken, or two tracks
   *     cannot be told apart
   * @throws UnsupportedMediaException if nothing that is known here says how a track is coded
   */
  public static Announce read(List<TopLevelBox> header) throws MediaException {
    List<Slice> bytes = new ArrayList<>();
    List<LiveServerManifest.Track> announced = List.of();
    List<String> expectedStreams = List.of();
    Optional<MoovBox> moov = Optional.empty();
    for (TopLevelBox top : header) {
      bytes.add(top.bytes());
      BoxList box = isRead(top) ? BoxList.read(top.bytes(), "announce") : BoxList.NONE;
      Optional<LiveServerManifestBox> manifest = box.find(LiveServerManifestBox.class);
      if (manifest.isPresent()) {
        announced = LiveServerManifest.read(manifest.get().xml()).tracks();
      }
      Optional<StreamManifestBox> streams = box.find(StreamManifestBox.class);
      if (streams.isPresent()) {
        expectedStreams =
            StreamManifest.read(streams.get().xml()).streams().stream()
                .map(StreamManifest.Stream::streamId)
                .toList();
      }
      Optional<MoovBox> movie = box.find(MoovBox.class);
      moov = movie.isPresent() ? movie : moov;
    }
    MoovBox movie =
        moov.orElseThrow(
            () -> new MalformedMediaException("announce: no moov ([MS-SSTR] 2.2.7.1)"));
    List<TrackInfo> tracks = new TrackMerge(announced, MovieTrack.readAll(movie)).merge();
    return new Announce(Slice.concat(bytes), tracks, expectedStreams, defaults(movie));
  }

  /** The track of this number, if it was announced. */
  public Optional<TrackInfo> find(int trackNumber) {
    return tracks.stream().filter(track -> track.trackNumber() == trackNumber).findFirst();
  }

  /**
   * Completes a track of H.264 or HEVC whose codec data nobody announced, from the parameter sets
   * in its first sync sample, and one of AC-3 or E-AC-3 from its first frame.
   *
   * @return this, if the track needs nothing or the fragment does not have it
   * @throws MediaException if the fragment's samples cannot be read
   */
  public Announce withCodecDataFrom(Fragment fragment) throws MediaException {
    Optional<TrackInfo> found = find(fragment.trackNumber()).filter(CodecDataFinder::isWanted);
    if (found.isEmpty()) {
      return this;
    }
    TrackDefaults own = defaults.getOrDefault(fragment.trackNumber(), TrackDefaults.NONE);
    for (Sample sample : FragmentReader.samples(fragment, own)) {
      if (sample.sync()) {
        Optional<QualityLevel> level = CodecDataFinder.find(found.get().level(), sample.data());
        return level.isEmpty() ? this : with(withLevel(found.get(), level.get()));
      }
    }
    return this;
  }

  private static TrackInfo withLevel(TrackInfo track, QualityLevel level) {
    return new TrackInfo(track.trackNumber(), track.stream(), level);
  }

  private Announce with(TrackInfo changed) {
    List<TrackInfo> changedTracks =
        tracks.stream()
            .map(track -> track.trackNumber() == changed.trackNumber() ? changed : track)
            .toList();
    return new Announce(bytes, changedTracks, expectedStreams, defaults);
  }

  private static boolean isRead(TopLevelBox box) {
    return box.type().equals(MoovBox.TYPE)
        || box.type().equals(LiveServerManifestBox.TYPE)
        || box.type().equals(StreamManifestBox.TYPE);
  }

  private static Map<Integer, TrackDefaults> defaults(MoovBox movie) {
    Map<Integer, TrackDefaults> defaults = new HashMap<>();
    movie
        .children()
        .find(MvexBox.class)
        .map(MvexBox::children)
        .orElse(BoxList.NONE)
        .all(TrexBox.class)
        .forEach(trex -> defaults.put((int) trex.trackNumber(), trex.defaults()));
    return defaults;
  }
}
