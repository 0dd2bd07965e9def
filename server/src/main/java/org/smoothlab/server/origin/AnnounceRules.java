package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;

/** Whether an announce fits itself, the running tracks and the bounds of the point. */
final class AnnounceRules {
  private AnnounceRules() {}

  static Optional<Refusal> check(
      List<TrackInfo> announced, Map<TrackId, LiveTrack> running, RunScope scope) {
    return ownContradiction(announced)
        .or(() -> contradiction(announced, running))
        .or(() -> beyondBounds(announced, running, scope.settings().limits()));
  }

  private static Optional<Refusal> ownContradiction(List<TrackInfo> announced) {
    Set<TrackId> ids = new HashSet<>();
    Set<Integer> numbers = new HashSet<>();
    Map<String, StreamInfo> streams = new HashMap<>();
    for (TrackInfo track : announced) {
      if (!ids.add(track.id())) {
        return refuse(
            Refusal.Kind.MALFORMED,
            "two tracks are " + track.id() + ", expected one (name and systemBitrate are its key)");
      }
      if (!numbers.add(track.trackNumber())) {
        return refuse(
            Refusal.Kind.MALFORMED,
            "two tracks have track_ID " + track.trackNumber() + ", expected one");
      }
      StreamInfo first = streams.putIfAbsent(track.stream().name(), track.stream());
      Optional<Refusal> refusal =
          first == null ? Optional.empty() : streamContradiction(track.stream(), first);
      if (refusal.isPresent()) {
        return refuse(Refusal.Kind.MALFORMED, refusal.get().message());
      }
    }
    return announced.isEmpty()
        ? refuse(Refusal.Kind.MALFORMED, "no tracks announced, expected at least one")
        : Optional.empty();
  }

  private static Optional<Refusal> contradiction(
      List<TrackInfo> announced, Map<TrackId, LiveTrack> running) {
    for (TrackInfo track : announced) {
      for (LiveTrack known : running.values()) {
        StreamInfo knownStream = known.stream().info();
        if (knownStream.name().equals(track.stream().name())) {
          Optional<Refusal> refusal = streamContradiction(track.stream(), knownStream);
          if (refusal.isPresent()) {
            return refusal;
          }
        }
      }
      LiveTrack same = running.get(track.id());
      if (same != null) {
        Optional<Refusal> refusal = trackContradiction(track, same.info());
        if (refusal.isPresent()) {
          return refusal;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> streamContradiction(StreamInfo came, StreamInfo running) {
    String name = "stream " + running.name();
    return differs(name, "type", running.kind(), came.kind())
        .or(() -> differs(name, "subtype", running.subtype(), came.subtype()))
        .or(() ->
            differs(
                name,
                "timescale",
                running.timescale().ticksPerSecond(),
                came.timescale().ticksPerSecond()))
        .or(() -> differs(name, "parent", running.sparse(), came.sparse()));
  }

  private static Optional<Refusal> trackContradiction(TrackInfo came, TrackInfo running) {
    String name = "track " + running.id();
    return differs(name, "FourCC", running.level().fourCc(), came.level().fourCc())
        .or(() ->
            differs(name, "format", key(running.level().format()), key(came.level().format())))
        .or(() ->
            differs(
                name,
                "attributes",
                running.level().customAttributes(),
                came.level().customAttributes()));
  }

  /** What must not change in a running track. */
  private static String key(MediaFormat format) {
    return switch (format) {
      case MediaFormat.Video(int width, int height, int nalUnitLengthBytes) ->
          width + "x" + height + ", NAL unit length " + nalUnitLengthBytes;
      case MediaFormat.Audio audio ->
          audio.samplingRateHz() + " Hz, channels " + audio.channelCount();
      case MediaFormat.Text() -> "text";
    };
  }

  private static Optional<Refusal> differs(String name, String what, Object running, Object came) {
    return running.equals(came)
        ? Optional.empty()
        : refuse(
            Refusal.Kind.CONFLICT,
            "%s: %s was announced as %s before, now as %s".formatted(name, what, running, came));
  }

  private static Optional<Refusal> beyondBounds(
      List<TrackInfo> announced, Map<TrackId, LiveTrack> running, PointSettings.Limits limits) {
    List<TrackInfo> added =
        announced.stream().filter(track -> !running.containsKey(track.id())).toList();
    int trackCount = running.size() + added.size();
    if (trackCount > limits.trackCountMax()) {
      return refuse(
          Refusal.Kind.LIMIT,
          "%d tracks, the point takes at most %d".formatted(trackCount, limits.trackCountMax()));
    }
    long bitrateBps =
        added.stream().mapToLong(track -> track.level().bitrateBps()).sum()
            + running.keySet().stream().mapToLong(TrackId::bitrateBps).sum();
    if (bitrateBps > limits.bitrateBpsMax()) {
      return refuse(
          Refusal.Kind.LIMIT,
          "%d bit/s in all, the point takes at most %d"
              .formatted(bitrateBps, limits.bitrateBpsMax()));
    }
    return Optional.empty();
  }

  /** Differences that are accepted; the first source's value stays in the manifest. */
  static List<String> warnings(TrackInfo running, TrackInfo came) {
    List<String> warnings = new ArrayList<>(2);
    if (!running.level().codecPrivateData().isEmpty()
        && !came.level().codecPrivateData().isEmpty()
        && !running.level().codecPrivateData().equals(came.level().codecPrivateData())) {
      warnings.add(
          "CodecPrivateData of %s is %s in the running event, announced is %s"
              .formatted(
                  running.id(),
                  running.level().codecPrivateData().toHex(),
                  came.level().codecPrivateData().toHex()));
    }
    if (!running.stream().language().equals(came.stream().language())) {
      warnings.add(
          "language of stream %s is \"%s\" in the running event, announced is \"%s\""
              .formatted(
                  running.stream().name(), running.stream().language(), came.stream().language()));
    }
    return warnings;
  }

  private static Optional<Refusal> refuse(Refusal.Kind kind, String message) {
    return Optional.of(new Refusal(kind, message));
  }
}
