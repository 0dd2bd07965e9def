package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smoothlab.media.StreamKind;
import org.smoothlab.simulator.content.PresentationTrack;
import org.smoothlab.simulator.content.SourceTrack;

/** Which tracks share a POST. */
public enum StreamLayout {
  /** All in one, as FFmpeg and Expression Encoder send them; its stream id is the target's. */
  ONE_POST,

  /** Each in its own; stream ids are {@code <id>-stream0} and so on, in the order of the tracks. */
  POST_PER_TRACK,

  /**
   * One for each file of a presentation, as the Push Encoder does; of content that is in no files,
   * one for each video track, the sound with the first. Stream ids as with {@link #POST_PER_TRACK}.
   */
  POST_PER_FILE;

  /** The tracks of each POST; those that are not there all the time have their own, at the end. */
  List<List<SourceTrack>> divide(Lineup lineup) {
    List<SourceTrack> always = lineup.tracks().stream().filter(lineup::isAlways).toList();
    List<List<SourceTrack>> posts = new ArrayList<>();
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
    return posts.stream().map(StreamLayout::numbered).toList();
  }

  /** The stream id of a POST. */
  String streamId(String id, int postIndex) {
    return this == ONE_POST && postIndex == 0 ? id : id + "-stream" + postIndex;
  }

  private static List<List<SourceTrack>> perFile(List<SourceTrack> tracks) {
    return tracks.stream().allMatch(PresentationTrack.class::isInstance)
        ? asRecorded(tracks)
        : asIfRecorded(tracks);
  }

  private static List<List<SourceTrack>> asRecorded(List<SourceTrack> tracks) {
    Map<Integer, List<SourceTrack>> files = new TreeMap<>();
    for (SourceTrack track : tracks) {
      int file = ((PresentationTrack) track).file();
      files.computeIfAbsent(file, _ -> new ArrayList<>()).add(track);
    }
    return List.copyOf(files.values());
  }

  private static List<List<SourceTrack>> asIfRecorded(List<SourceTrack> tracks) {
    List<List<SourceTrack>> files = new ArrayList<>();
    List<SourceTrack> first = new ArrayList<>();
    for (SourceTrack track : tracks) {
      if (track.info().stream().kind() != StreamKind.VIDEO || first.isEmpty()) {
        first.add(track);
      } else {
        files.add(List.of(track));
      }
    }
    files.addFirst(List.copyOf(first));
    return files;
  }

  // Files of a presentation may all number their tracks from 1.
  private static List<SourceTrack> numbered(List<SourceTrack> tracks) {
    long numberCount = tracks.stream().map(track -> track.info().trackNumber()).distinct().count();
    if (numberCount == tracks.size()) {
      return tracks;
    }
    List<SourceTrack> changed = new ArrayList<>();
    for (SourceTrack track : tracks) {
      changed.add(track.numbered(changed.size() + 1));
    }
    return changed;
  }
}
