package org.smoothlab.server.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.Lookup;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.PublishedFragment;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.origin.Timeline;
import org.smoothlab.server.origin.WholeLookup;

/**
 * Smooth Streaming on demand: what was recorded of {@code event.isml} is at {@code event.ism}.
 *
 * <p>Without a name that is the newest recording; fragment URLs carry the name of the one that the
 * manifest tells of, so that viewers of an older one are not led to a newer one.
 */
final class RecordedViews {
  private static final String SUFFIX = ".ism";
  private static final Header RETRY_AFTER_SECOND = new Header("Retry-After", "1");

  private final Origin origin;
  private final Recordings recordings;
  private final DashViews dash;
  private final HlsViews hls;

  RecordedViews(Origin origin, Recordings recordings, DashViews dash, HlsViews hls) {
    this.origin = origin;
    this.recordings = recordings;
    this.dash = dash;
    this.hls = hls;
  }

  /** The live publishing point whose recordings are at this path, if it is such a path. */
  static Optional<String> recordedPoint(String path) {
    return path.toLowerCase(Locale.ROOT).endsWith(SUFFIX)
        ? Optional.of(path + "l")
        : Optional.empty();
  }

  Reply manifest(Ask ask, SmoothUrl.Manifest url) {
    Optional<String> word = url.option("format");
    Optional<Format> format = word.flatMap(Format::find);
    if (word.isPresent() && format.isEmpty()) {
      return Format.unknown(word.get());
    }
    try {
      return find(url.point(), url.eventId())
          .map(found ->
              format.isEmpty()
                  ? SmoothViews.manifest(ask, found.view(), url.eventId().isEmpty())
                  : format.get().isHls()
                      ? hls.multivariant(ask, found.view(), url, format.get())
                      : dash.manifest(ask, found.view(), url, format.get()))
          .orElseGet(() -> nothing(url.point(), url.eventId()));
    } catch (StoreException e) {
      return unreadable(e);
    }
  }

  Reply playlist(Ask ask, SmoothUrl.TrackManifest url, Format format) {
    try {
      return find(url.point(), url.eventId())
          .map(found -> hls.playlist(ask, shelf(url.point(), found), url, format))
          .orElseGet(() -> nothing(url.point(), url.eventId()));
    } catch (StoreException e) {
      return unreadable(e);
    }
  }

  private static HlsViews.Shelf shelf(String point, Recordings.Recording recording) {
    return new HlsViews.Shelf(point, recording.view(), recording.fragments());
  }

  Reply contentKey(SmoothUrl.ContentKey url) {
    try {
      return find(url.point(), url.eventId())
          .map(found -> HlsEncryption.key(found.view()))
          .orElseGet(() -> nothing(url.point(), url.eventId()));
    } catch (StoreException e) {
      return unreadable(e);
    }
  }

  Reply init(Ask ask, SmoothUrl.InitRequest url) {
    try {
      return find(url.point(), url.eventId())
          .map(found -> dash.init(ask, found.view(), url))
          .orElseGet(() -> nothing(url.point(), url.eventId()));
    } catch (StoreException e) {
      return unreadable(e);
    }
  }

  Reply fragment(Ask ask, SmoothUrl.FragmentRequest url) {
    Optional<String> word = url.option("format");
    if (word.isPresent() && Format.find(word.get()).isEmpty()) {
      return Format.unknown(word.get());
    }
    try {
      Optional<Recordings.Recording> found = find(url.point(), url.eventId());
      return found.isPresent()
          ? fragment(ask, url, found.get())
          : nothing(url.point(), url.eventId());
    } catch (StoreException | MediaException e) {
      return unreadable(e);
    }
  }

  private Optional<Recordings.Recording> find(String path, String name) throws StoreException {
    Optional<String> point = recordedPoint(path);
    return point.isEmpty()
        ? Optional.empty()
        : recordings.find(point.get(), name).map(found -> asLive(point.get(), found));
  }

  /** What is encrypted live is not clear when it is over. */
  private Recordings.Recording asLive(String livePoint, Recordings.Recording recording) {
    List<OutputModule> modules =
        origin.find(livePoint).map(point -> point.settings().modules()).orElse(List.of());
    return new Recordings.Recording(recording.view().withModules(modules), recording.fragments());
  }

  private Reply fragment(Ask ask, SmoothUrl.FragmentRequest url, Recordings.Recording recording)
      throws StoreException, MediaException {
    Optional<Format> hlsFormat = url.option("format").flatMap(Format::find).filter(Format::isHls);
    if (hlsFormat.isPresent()) {
      return hls.segment(ask, shelf(url.point(), recording), url, hlsFormat.get());
    }
    Optional<Timeline> timeline = recording.view().timeline(url.streamName());
    if (timeline.isEmpty()) {
      return Replies.error(404, url.point() + " has no stream " + url.streamName());
    }
    PointView view = recording.view();
    if (url.option("format").isPresent()) {
      return segment(ask, url, recording, timeline.get());
    }
    return switch (timeline.get().find(url.bitrateBps(), url.attributes(), url.startTicks())) {
      case PublishedFragment held -> SmoothViews.fragment(ask, view, url.noun(), held);
      case Lookup.Archived archived -> {
        Optional<Fragment> read = read(url, recording, archived);
        yield read.isEmpty()
            ? SmoothViews.nowhere(url)
            : SmoothViews.fragment(ask, view, url.noun(), archived.publish(read.get()));
      }
      case Lookup.Absence _ -> SmoothViews.nowhere(url);
    };
  }

  private Reply segment(
      Ask ask, SmoothUrl.FragmentRequest url, Recordings.Recording recording, Timeline timeline)
      throws StoreException {
    PointView view = recording.view();
    return switch (timeline.whole().find(url.bitrateBps(), url.attributes(), url.startTicks())) {
      case WholeLookup.Found held -> dash.segment(ask, view, url, held);
      case Lookup.Archived archived ->
          read(url, recording, archived)
              .map(read -> dash.segment(ask, view, url, SmoothViews.whole(archived, read)))
              .orElseGet(() -> SmoothViews.nowhere(url));
      case Lookup.Absence _ -> SmoothViews.nowhere(url);
    };
  }

  private static Optional<Fragment> read(
      SmoothUrl.FragmentRequest url, Recordings.Recording recording, Lookup.Archived archived)
      throws StoreException {
    FragmentStore.Key key =
        new FragmentStore.Key(url.point(), recording.view().runNumber(), archived.track().id());
    return recording
        .fragments()
        .fetch(key, archived.near().startTicks(), archived.near().toleranceTicks());
  }

  private static Reply nothing(String path, String name) {
    return Replies.error(
        404, "no recording at " + path + (name.isEmpty() ? "" : " of the name \"" + name + "\""));
  }

  private static Reply unreadable(Exception failure) {
    return Replies.error(
        503, "cannot read the archive: " + failure.getMessage(), RETRY_AFTER_SECOND);
  }
}
