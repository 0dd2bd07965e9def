package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.StreamKind;
import org.smoothlab.simulator.content.ClipTrack;

/** Which tracks share a POST. */
public enum StreamLayout {
  /** All in one, as FFmpeg and Expression Encoder send them; its stream id is the target's. */
  ONE_POST,

  /** Each in its own; stream ids are {@code <id>-stream0} and so on, in the order of the tracks. */
  POST_PER_TRACK,

  /**
   * One for each video track, the sound with the first: as the Push Encoder sends a presentation of
   * one file per bitrate. Stream ids as with {@link #POST_PER_TRACK}.
   */
  POST_PER_FILE;

  /** The tracks of each POST; those that are not there all the time have their own, at the end. */
  List<List<ClipTrack>> divide(Lineup lineup) {
    List<ClipTrack> always = lineup.tracks().stream().filter(lineup::isAlways).toList();
    List<List<ClipTrack>> posts = new ArrayList<>();
    if (!always.isEmpty()) {
      posts.addAll(
          switch (this) {
            case ONE_POST -> List.of(always);
            case POST_PER_TRACK -> always.stream().map(List::of).toList();
            case POST_PER_FILE -> perFile(always);
          });
    }
    lineup.tracks().stream()
        .filter(track -> !lineup.isAlways(track))
        .forEach(track -> posts.add(List.of(track)));
    return posts;
  }

  /** The stream id of a POST. */
  String streamId(String id, int postIndex) {
    return this == ONE_POST && postIndex == 0 ? id : id + "-stream" + postIndex;
  }

  private static List<List<ClipTrack>> perFile(List<ClipTrack> tracks) {
    List<List<ClipTrack>> files = new ArrayList<>();
    List<ClipTrack> first = new ArrayList<>();
    for (ClipTrack track : tracks) {
      if (track.info().stream().kind() != StreamKind.VIDEO || first.isEmpty()) {
        first.add(track);
      } else {
        files.add(List.of(track));
      }
    }
    files.addFirst(List.copyOf(first));
    return files;
  }
}
