package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.smooth.FragmentUrl;
import org.smoothlab.media.smooth.ManifestWriter;
import org.smoothlab.media.smooth.ServerManifest;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.StreamIndex;

/**
 * Writes what makes a finished segment a presentation on demand: {@code .ism} for servers, {@code
 * .ismc} for viewers.
 *
 * @see "IIS Smooth Streaming, On-demand server manifest format; [MS-SSTR] 2.2.2"
 */
final class SegmentManifests {
  private final Disk disk;
  private final Path folder;
  private final Map<String, List<ArchivedTrack>> streams = new LinkedHashMap<>();

  /** What a start time needs in the manifest. */
  private record Chunk(FragmentTime time, long frameTicks) {}

  private SegmentManifests(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /**
   * @param name of both files, without suffix
   * @param parts what of each track is in the segment
   */
  static void write(Disk disk, Path folder, String name, List<ArchivedTrack.Part> parts)
      throws IOException {
    SegmentManifests manifests = new SegmentManifests(disk, folder);
    for (ArchivedTrack.Part part : parts) {
      ArchivedTrack track = new ArchivedTrack(disk, part.info());
      track.add(part);
      manifests
          .streams
          .computeIfAbsent(part.info().stream().name(), _ -> new ArrayList<>())
          .add(track);
    }
    manifests.writeClientManifest(name);
    manifests.writeServerManifest(name);
  }

  private void writeServerManifest(String name) throws IOException {
    List<ServerManifest.Track> tracks = new ArrayList<>();
    for (List<ArchivedTrack> stream : streams.values()) {
      for (ArchivedTrack track : stream) {
        tracks.add(serverTrack(track));
      }
    }
    ServerManifest manifest =
        ServerManifest.EMPTY
            .withMeta("clientManifestRelativePath", name + ".ismc")
            .withMeta("module", "smoothStreaming")
            .withTracks(tracks);
    disk.replace(folder.resolve(name + ".ism"), manifest.write());
  }

  private static ServerManifest.Track serverTrack(ArchivedTrack track) {
    TrackInfo info = track.info();
    String file = track.parts().getFirst().file().log().getFileName().toString();
    List<CustomAttribute> attributes = new ArrayList<>();
    attributes.add(attribute("systemBitrate", info.level().bitrateBps()));
    if (!info.stream().language().isEmpty()) {
      attributes.add(new CustomAttribute("systemLanguage", info.stream().language()));
    }
    List<CustomAttribute> params = new ArrayList<>();
    params.add(attribute("trackID", info.trackNumber()));
    params.add(new CustomAttribute("trackName", info.stream().name()));
    params.add(attribute("timescale", info.stream().timescale().ticksPerSecond()));
    return new ServerManifest.Track(info.stream().kind(), file, attributes, params);
  }

  private static CustomAttribute attribute(String name, long value) {
    return new CustomAttribute(name, Long.toString(value));
  }

  private void writeClientManifest(String name) throws IOException {
    List<StreamIndex> indexes = new ArrayList<>();
    long durationTicks = 0;
    for (List<ArchivedTrack> stream : streams.values()) {
      StreamIndex index = streamIndex(stream);
      indexes.add(index);
      durationTicks = Math.max(durationTicks, durationTicks(index));
    }
    SmoothManifest manifest =
        new SmoothManifest(
            new SmoothManifest.Header(
                SmoothManifest.Version.V2_0,
                Timescale.SMOOTH,
                durationTicks,
                new SmoothManifest.OnDemand()),
            List.of(),
            List.of(),
            indexes);
    disk.replace(folder.resolve(name + ".ismc"), ManifestWriter.write(manifest));
  }

  private static long durationTicks(StreamIndex index) {
    List<FragmentTime> chunks = index.chunks();
    if (chunks.isEmpty()) {
      return 0;
    }
    long ticks = chunks.getLast().endTicks() - chunks.getFirst().startTicks();
    return Timescale.SMOOTH.rescaleFloor(ticks, index.info().timescale());
  }

  private static StreamIndex streamIndex(List<ArchivedTrack> tracks) throws IOException {
    StreamInfo info = tracks.getFirst().info().stream();
    List<QualityLevel> levels = tracks.stream().map(track -> track.info().level()).toList();
    List<FragmentTime> chunks = chunks(tracks);
    StreamIndex.Details details =
        info.sparse().manifestOutput()
            ? new StreamIndex.Details(
                StreamIndex.Size.UNKNOWN, List.of(), samples(tracks, chunks), List.of())
            : StreamIndex.Details.NONE;
    return new StreamIndex(info, FragmentUrl.ofStream(info.name()), levels, chunks, details);
  }

  /** All start times; tracks that round in another way meet at the time of the first. */
  private static List<FragmentTime> chunks(List<ArchivedTrack> tracks) throws IOException {
    TreeMap<Long, Chunk> found = new TreeMap<>();
    for (ArchivedTrack track : tracks) {
      track.forEach((_, record) -> {
        long frameTicks = frameTicks(track, record);
        Long near = found.floorKey(record.time().startTicks() + frameTicks / 2);
        if (near == null || near < record.time().startTicks() - frameTicks / 2) {
          found.put(record.time().startTicks(), new Chunk(record.time(), frameTicks));
        }
      });
    }
    List<FragmentTime> chunks = new ArrayList<>(found.size());
    for (Chunk chunk : found.values()) {
      Long next = found.higherKey(chunk.time.startTicks());
      boolean joined = next != null && Math.abs(next - chunk.time.endTicks()) <= chunk.frameTicks;
      chunks.add(
          joined
              ? new FragmentTime(chunk.time.startTicks(), next - chunk.time.startTicks())
              : chunk.time);
    }
    return chunks;
  }

  private static long frameTicks(ArchivedTrack track, IndexRecord record) {
    long averageTicks = record.time().durationTicks() / Math.max(1, record.samples().count());
    long ticksPerSecond = track.info().stream().timescale().ticksPerSecond();
    return Math.clamp(averageTicks, 1, Math.max(1, ticksPerSecond / 10));
  }

  private static List<StreamIndex.InlineSample> samples(
      List<ArchivedTrack> tracks, List<FragmentTime> chunks) throws IOException {
    Map<Long, Integer> places = new TreeMap<>();
    for (int i = 0; i < chunks.size(); i++) {
      places.put(chunks.get(i).startTicks(), i);
    }
    TreeMap<Integer, List<StreamIndex.InlineSample>> byChunk = new TreeMap<>();
    for (int level = 0; level < tracks.size(); level++) {
      int levelIndex = level;
      ArchivedTrack track = tracks.get(level);
      track.forEach((part, record) -> {
        Integer place = places.get(record.time().startTicks());
        var payload = track.read(part, record).payload();
        if (place != null && !payload.isEmpty()) {
          byChunk
              .computeIfAbsent(place, _ -> new ArrayList<>())
              .add(new StreamIndex.InlineSample(place, levelIndex, payload));
        }
      });
    }
    return byChunk.values().stream().flatMap(List::stream).toList();
  }
}
