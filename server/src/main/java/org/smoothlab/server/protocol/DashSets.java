package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.codec.CodecName;
import org.smoothlab.media.dash.AdaptationSet;
import org.smoothlab.media.dash.Descriptor;
import org.smoothlab.media.dash.Representation;
import org.smoothlab.media.dash.SegmentTemplate;
import org.smoothlab.media.smooth.FragmentUrl;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.media.transmux.InitSegment;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.Timeline;

/**
 * The streams of a point as adaptation sets: one for each codec of a stream, its quality levels as
 * representations, by which clients find their segments: {@code $Bandwidth$} is the bitrate of
 * Smooth.
 */
final class DashSets {
  private static final String CHANNELS = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011";
  private static final Descriptor ONE_IMAGE =
      new Descriptor("http://dashif.org/guidelines/thumbnail_tile", "1x1");
  private static final Map<String, String> TWO_LETTERS = twoLetters();

  /** Ids of the further codecs of a stream; nobody has so many streams. */
  private static final int SETS_OF_A_CODEC = 1000;

  private final PointView view;
  private final DashForm form;
  private final Map<Timeline, List<Group>> groups = new LinkedHashMap<>();

  /** Levels of one codec. */
  private record Group(String codec, List<Representation> representations) {}

  DashSets(PointView view, DashForm form) {
    this.view = view;
    this.form = form;
    for (Timeline timeline : view.timelines()) {
      List<Group> found = groups(timeline);
      if (!found.isEmpty()) {
        groups.put(timeline, found);
      }
    }
  }

  /** Those streams that something is published of and that DASH can carry, as announced. */
  List<Timeline> timelines() {
    return List.copyOf(groups.keySet());
  }

  /** Whether events are in the segments. */
  boolean inband() {
    return form.inband();
  }

  /** Whether a stream is one of thumbnails. */
  static boolean isImages(Timeline timeline) {
    return timeline.tracks().stream().allMatch(track -> isImage(track.level()));
  }

  static boolean isImage(QualityLevel level) {
    return level.fourCc().equalsIgnoreCase("JPEG");
  }

  private static List<Group> groups(Timeline timeline) {
    if (timeline.windowTimes().isEmpty()) {
      return List.of();
    }
    Map<String, List<Representation>> byCodec = new LinkedHashMap<>();
    Set<Long> bitratesBps = new HashSet<>();
    for (int slot = 0; slot < timeline.tracks().size(); slot++) {
      TrackInfo track = timeline.tracks().get(slot);
      Optional<String> codecs = codecs(track);
      boolean told =
          codecs.isPresent()
              && timeline.isListed(slot)
              && track.level().bitrateBps() > 0
              && bitratesBps.add(track.level().bitrateBps());
      if (told) {
        byCodec
            .computeIfAbsent(codecs.get().replaceFirst("\\..*", ""), _ -> new ArrayList<>())
            .add(representation(track, codecs.get()));
      }
    }
    List<Group> groups = new ArrayList<>();
    byCodec.forEach((codec, representations) -> groups.add(new Group(codec, representations)));
    return groups;
  }

  /** Empty when a track cannot be carried. */
  private static Optional<String> codecs(TrackInfo track) {
    if (isImage(track.level())) {
      return Optional.of("jpeg");
    }
    try {
      InitSegment.of(track);
      return CodecName.of(track.level());
    } catch (MediaException _) {
      return Optional.empty();
    }
  }

  private static Representation representation(TrackInfo track, String codecs) {
    String id = track.stream().name().replaceAll("\\s", "%20") + "_" + track.level().bitrateBps();
    Representation.Form form =
        switch (track.level().format()) {
          case MediaFormat.Video(int maxWidth, int maxHeight, _) ->
              new Representation.Form.Picture(maxWidth, maxHeight);
          case MediaFormat.Audio audio ->
              new Representation.Form.Sound(
                  audio.samplingRateHz(),
                  audio.channelCount() == 0
                      ? List.of()
                      : List.of(new Descriptor(CHANNELS, Integer.toString(audio.channelCount()))));
          case MediaFormat.Text() -> new Representation.Form.Text();
        };
    return new Representation(
        id, track.level().bitrateBps(), isImage(track.level()) ? "" : codecs, form);
  }

  /**
   * The sets of a stream.
   *
   * @param template of each, by the names of its segments
   */
  List<AdaptationSet> of(
      Timeline timeline, Function<SegmentTemplate.Names, SegmentTemplate> template) {
    List<AdaptationSet> sets = new ArrayList<>();
    long id = view.timelines().indexOf(timeline) + 1L;
    for (Group group : groups.getOrDefault(timeline, List.of())) {
      boolean images = group.codec.equals("jpeg");
      sets.add(
          new AdaptationSet(
              id,
              content(timeline.stream(), images),
              template.apply(names(timeline.stream(), images)),
              group.representations));
      id += SETS_OF_A_CODEC;
    }
    return sets;
  }

  private AdaptationSet.Content content(StreamInfo stream, boolean images) {
    if (images) {
      return new AdaptationSet.Content(
          "image",
          "image/jpeg",
          "",
          new AdaptationSet.Properties(List.of(), List.of(ONE_IMAGE), List.of()));
    }
    String type =
        switch (stream.kind()) {
          case VIDEO -> "video";
          case AUDIO -> "audio";
          case TEXT -> "text";
        };
    String mimeType = stream.kind() == StreamKind.TEXT ? "application/mp4" : type + "/mp4";
    return new AdaptationSet.Content(
        type,
        mimeType,
        language(stream.language()),
        new AdaptationSet.Properties(
            List.of(Descriptor.role(role(stream))),
            List.of(),
            carriesEvents(stream)
                ? PointEvents.schemes(view).stream()
                    .map(scheme -> new Descriptor(scheme, ""))
                    .toList()
                : List.of()));
  }

  /** One stream has them, so that no client is told of an event twice. */
  private boolean carriesEvents(StreamInfo stream) {
    return form.inband()
        && DashManifest.reference(timelines()).stream().name().equals(stream.name());
  }

  /** The first stream of its kind is the one that is played unless a viewer chooses. */
  private String role(StreamInfo stream) {
    if (stream.kind() == StreamKind.TEXT) {
      return stream.subtype().equalsIgnoreCase("CAPT") ? "caption" : "subtitle";
    }
    boolean first =
        groups.keySet().stream()
            .filter(other -> other.stream().kind() == stream.kind() && !isImages(other))
            .findFirst()
            .filter(other -> other.stream().name().equals(stream.name()))
            .isPresent();
    return first ? "main" : "alternate";
  }

  private SegmentTemplate.Names names(StreamInfo stream, boolean images) {
    FragmentUrl url = FragmentUrl.ofStream(stream.name());
    String pattern = (form.eventInUrl() ? url.inEvent(view.eventId()) : url).pattern();
    String named =
        pattern.substring(0, pattern.length() - 1).replace("{bitrate}", "$Bandwidth$")
            + ","
            + (carriesEvents(stream) ? form : form.withoutEvents()).options()
            + ")";
    String media =
        named.replace(
            "{start time}", form.format() == Format.MPD_NUMBER_CMAF ? "$Number$" : "$Time$");
    return images
        ? new SegmentTemplate.Names(
            "",
            media.replace(
                "/" + SmoothUrl.Noun.FRAGMENTS.word() + "(",
                "/" + SmoothUrl.Noun.RAW_FRAGMENTS.word() + "("))
        : new SegmentTemplate.Names(named.replace("{start time}", "i"), media);
  }

  /** The shortest tag of a language, as BCP 47 wants it; empty for what is no language. */
  private static String language(String announced) {
    String shortest = TWO_LETTERS.getOrDefault(announced, announced);
    boolean known = shortest.matches("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");
    return known && !shortest.equals("und") ? shortest : "";
  }

  private static Map<String, String> twoLetters() {
    Map<String, String> shorter = new HashMap<>();
    for (String two : Locale.getISOLanguages()) {
      try {
        shorter.put(Locale.of(two).getISO3Language(), two);
      } catch (MissingResourceException _) {
        // A language without three letters needs no shorter name.
      }
    }
    return Map.copyOf(shorter);
  }
}
