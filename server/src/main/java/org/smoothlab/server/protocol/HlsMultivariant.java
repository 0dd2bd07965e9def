package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.CodecName;
import org.smoothlab.media.hls.MultivariantPlaylist;
import org.smoothlab.media.hls.MultivariantPlaylist.Group;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.protocol.HlsPlaylists.Track;

/**
 * Says in one playlist which playlists of tracks there are.
 *
 * @see "RFC 8216, 4.3.4"
 */
final class HlsMultivariant {
  /** A transport stream has so much more than its samples, about. */
  private static final int TS_OVERHEAD_PERCENT = 10;

  /** Tables and clocks of one picture in a transport stream: 68 packets. */
  private static final long TS_PICTURE_BITS = 68 * 188 * 8;

  private final PointView view;
  private final Format format;
  private final HlsPlaylists playlists;
  private final boolean eventInUrl;

  /**
   * @param playlists of the tracks that there are
   * @param eventInUrl whether URLs begin with the event
   */
  HlsMultivariant(PointView view, Format format, HlsPlaylists playlists, boolean eventInUrl) {
    this.view = view;
    this.format = format;
    this.playlists = playlists;
    this.eventInUrl = eventInUrl;
  }

  /** Empty when there is nothing that HLS can carry. */
  Optional<Slice> write() {
    List<Track> pictures = playlists.tracks(StreamKind.VIDEO);
    List<Track> sounds = playlists.tracks(StreamKind.AUDIO);
    if (pictures.isEmpty() && sounds.isEmpty()) {
      return Optional.empty();
    }
    List<MultivariantPlaylist.Rendition> renditions = new ArrayList<>();
    if (!isSoundInside() && !pictures.isEmpty()) {
      for (Track sound : sounds) {
        renditions.add(rendition(Group.AUDIO, sound, renditions.isEmpty()));
      }
    }
    for (Track captions : playlists.tracks(StreamKind.TEXT)) {
      renditions.add(rendition(Group.SUBTITLES, captions, false));
    }
    List<MultivariantPlaylist.Variant> variants = new ArrayList<>();
    List<MultivariantPlaylist.KeyFrames> keyFrames = new ArrayList<>();
    for (Track track : pictures.isEmpty() ? sounds.subList(0, 1) : pictures) {
      Optional<Track> sound = pictures.isEmpty() ? Optional.empty() : sounds.stream().findFirst();
      if (!exceeds(track, sound)) {
        variants.add(variant(track, sound));
        if (HlsPlaylists.hasKeyFrames(track, format)) {
          keyFrames.add(keyFrames(track));
        }
      }
    }
    if (variants.isEmpty()) {
      return Optional.empty();
    }
    int version = format == Format.M3U8_CMAF ? 6 : isSoundInside() ? 3 : 4;
    return Optional.of(new MultivariantPlaylist(version, renditions, variants, keyFrames).write());
  }

  private boolean isSoundInside() {
    return format == Format.M3U8_AAPL_V3;
  }

  private boolean exceeds(Track track, Optional<Track> sound) {
    return view.settings()
        .hls()
        .filter(settings -> format != Format.M3U8_CMAF)
        .filter(settings -> bitrateBps(track, sound) > settings.maxBitRateBps())
        .isPresent();
  }

  private static long bitrateBps(Track track, Optional<Track> sound) {
    return track.info().level().bitrateBps()
        + sound.map(one -> one.info().level().bitrateBps()).orElse(0L);
  }

  private MultivariantPlaylist.Rendition rendition(Group group, Track track, boolean preferred) {
    String language = track.info().stream().language();
    return new MultivariantPlaylist.Rendition(
        group,
        plain(track.info().stream().name() + " " + track.info().level().bitrateBps()),
        language.equals("und") ? "" : plain(language),
        preferred,
        uri(track, playlists.options(Optional.empty())));
  }

  private static String plain(String text) {
    return text.replaceAll("[\"\\r\\n]", "_");
  }

  private MultivariantPlaylist.Variant variant(Track track, Optional<Track> sound) {
    boolean inside = isSoundInside();
    long averageBps = bitrateBps(track, sound);
    List<String> codecs = new ArrayList<>();
    codecName(track.info()).ifPresent(codecs::add);
    sound.flatMap(one -> codecName(one.info())).ifPresent(codecs::add);
    boolean all = codecs.size() == (sound.isPresent() ? 2 : 1);
    return new MultivariantPlaylist.Variant(
        new MultivariantPlaylist.Rate(withOverhead(averageBps), averageBps),
        coding(track, all ? codecs : List.of()),
        groups(sound.isPresent() && !inside),
        uri(track, playlists.options(inside ? sound : Optional.empty())));
  }

  private List<Group> groups(boolean sound) {
    List<Group> groups = new ArrayList<>();
    if (sound) {
      groups.add(Group.AUDIO);
    }
    if (!playlists.tracks(StreamKind.TEXT).isEmpty()) {
      groups.add(Group.SUBTITLES);
    }
    return groups;
  }

  /**
   * A key frame is no larger than its fragment, and lasts as long as a segment. What players are
   * told is that bound: nobody has looked at the frames yet.
   */
  private MultivariantPlaylist.KeyFrames keyFrames(Track track) {
    long segmentNanos = playlists.gridSeconds() * Timescale.NANOS.ticksPerSecond();
    long fragmentMillis = Math.min(track.timeline().fragmentNanos(), segmentNanos) / 1_000_000;
    long bitrateBps = track.info().level().bitrateBps();
    long mediaBps = Math.ceilDiv(bitrateBps * fragmentMillis, segmentNanos / 1_000_000);
    long tablesBps = format == Format.M3U8_CMAF ? 0 : TS_PICTURE_BITS / playlists.gridSeconds();
    return new MultivariantPlaylist.KeyFrames(
        withOverhead(mediaBps) + tablesBps,
        coding(track, codecName(track.info()).stream().toList()),
        uri(track, playlists.keyFrameOptions()));
  }

  private long withOverhead(long mediaBps) {
    return format == Format.M3U8_CMAF ? mediaBps : mediaBps + mediaBps * TS_OVERHEAD_PERCENT / 100;
  }

  private MultivariantPlaylist.Coding coding(Track track, List<String> codecs) {
    boolean told = view.settings().hls().map(HlsMultivariant::tellsCodecs).orElse(true);
    return new MultivariantPlaylist.Coding(told ? codecs : List.of(), resolution(track));
  }

  private static boolean tellsCodecs(OutputModule.Hls settings) {
    return settings.playlist().includeCodecs();
  }

  private static Optional<String> codecName(TrackInfo track) {
    try {
      return CodecName.of(track.level());
    } catch (MediaException _) {
      return Optional.empty();
    }
  }

  private static Optional<MultivariantPlaylist.Resolution> resolution(Track track) {
    return track.info().level().format() instanceof MediaFormat.Video video && video.maxWidth() > 0
        ? Optional.of(new MultivariantPlaylist.Resolution(video.maxWidth(), video.maxHeight()))
        : Optional.empty();
  }

  /** Of a media playlist, as seen from this one. */
  private String uri(Track track, List<CustomAttribute> options) {
    String base = new SmoothUrl.Point("/x.ism").write() + "/";
    String full =
        new SmoothUrl.TrackManifest(
                "/x.ism", eventInUrl ? view.eventId() : "", track.name(), options)
            .write();
    boolean suffixed =
        view.settings().hls().map(hls -> hls.playlist().backwardCompatible()).orElse(false);
    return full.substring(base.length()) + (suffixed ? ".m3u8" : "");
  }
}
