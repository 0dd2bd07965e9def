package org.smoothlab.simulator.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.LiveServerManifestBox;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.box.TrackDefaults;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.Announce;
import org.smoothlab.media.smooth.LiveServerManifest;
import org.smoothlab.media.smooth.ServerManifest;

/**
 * Reads the files of a {@link Presentation}. What a file says of its own tracks in a live server
 * manifest, as recordings of broadcasts do, comes first; else the {@code .ism} names them.
 */
final class PresentationReader {
  private static final int READ_BYTES = 1 << 20;
  private static final String CREATOR = "server manifest";
  private static final BoxLimits LIMITS =
      new BoxLimits(
          Map.of(MdatBox.TYPE, 256L << 20, MoovBox.TYPE, 64L << 20, BoxType.of("mfra"), 64L << 20),
          16L << 20);

  private final Path ism;
  private final ServerManifest manifest;
  private long leftBytes = Presentation.SOURCE_BYTES_MAX;

  PresentationReader(Path ism) throws IOException {
    this.ism = ism;
    this.manifest = readManifest(ism);
  }

  private static ServerManifest readManifest(Path ism) throws IOException {
    long sizeBytes = Files.size(ism);
    if (sizeBytes > ServerManifest.DOCUMENT_BYTES_MAX) {
      throw new UnreadableSourceException(ism + ": too large for a server manifest: " + sizeBytes);
    }
    try {
      ServerManifest read = ServerManifest.read(Slice.copyOf(Files.readAllBytes(ism)));
      if (read.body().tracks().isEmpty()) {
        throw new UnreadableSourceException(ism + ": names no tracks");
      }
      return read;
    } catch (MediaException wrong) {
      throw new UnreadableSourceException(ism + ": " + wrong.getMessage(), wrong);
    }
  }

  Presentation readAll() throws IOException {
    Map<String, List<ServerManifest.Track>> byFile = new LinkedHashMap<>();
    for (ServerManifest.Track track : manifest.body().tracks()) {
      byFile.computeIfAbsent(track.src(), _ -> new ArrayList<>()).add(track);
    }
    List<PresentationTrack> tracks = new ArrayList<>();
    int file = 0;
    for (Map.Entry<String, List<ServerManifest.Track>> entry : byFile.entrySet()) {
      Path ismv = ism.resolveSibling(entry.getKey());
      tracks.addAll(new OneFile(ismv, file, entry.getValue()).read(spend(ismv)));
      file++;
    }
    return new Presentation(tracks);
  }

  Presentation readOne(Path ismv) throws IOException {
    String name = ismv.getFileName().toString();
    List<ServerManifest.Track> named =
        manifest.body().tracks().stream().filter(track -> track.src().endsWith(name)).toList();
    if (named.isEmpty()) {
      throw new UnreadableSourceException(ism + ": does not name " + name);
    }
    return new Presentation(new OneFile(ismv, 0, named).read(spend(ismv)));
  }

  static Presentation readAlone(Path ismv) throws IOException {
    requireRoom(ismv, Presentation.SOURCE_BYTES_MAX);
    return new Presentation(new OneFile(ismv, 0, List.of()).read(ismv));
  }

  private Path spend(Path ismv) throws IOException {
    leftBytes -= requireRoom(ismv, leftBytes);
    return ismv;
  }

  private static long requireRoom(Path ismv, long roomBytes) throws IOException {
    long sizeBytes = Files.size(ismv);
    if (sizeBytes > roomBytes) {
      throw new UnreadableSourceException(
          ismv
              + ": the source is larger than "
              + (Presentation.SOURCE_BYTES_MAX >> 20)
              + " MiB, which is what is kept in memory");
    }
    return sizeBytes;
  }

  /** One file: its header, then its fragments. */
  private static final class OneFile {
    private final Path path;
    private final int number;
    private final List<ServerManifest.Track> named;
    private final List<TopLevelBox> header = new ArrayList<>();
    private final Map<Integer, List<Fragment>> fragments = new LinkedHashMap<>();
    private Optional<Announce> announce = Optional.empty();
    private Optional<TopLevelBox> moof = Optional.empty();

    OneFile(Path path, int number, List<ServerManifest.Track> named) {
      this.path = path;
      this.number = number;
      this.named = named;
    }

    List<PresentationTrack> read(Path from) throws IOException {
      BoxSplitter splitter = new BoxSplitter(LIMITS);
      ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
      try (FileChannel file = FileChannel.open(from, StandardOpenOption.READ)) {
        while (file.read(buffer.clear()) >= 0) {
          for (TopLevelBox box : splitter.feed(Slice.view(buffer.flip()))) {
            take(box);
          }
        }
        splitter.feed(Slice.EMPTY);
        if (splitter.pendingBytes() > 0) {
          throw new MalformedMediaException(
              "ends in the middle of a box, after " + splitter.pendingBytes() + " bytes of it");
        }
        return tracks();
      } catch (MediaException wrong) {
        throw new UnreadableSourceException(path + ": " + wrong.getMessage(), wrong);
      } catch (NoSuchFileException gone) {
        throw new UnreadableSourceException(path + ": no such file", gone);
      }
    }

    private void take(TopLevelBox box) throws MediaException {
      if (box.type().equals(MoofBox.TYPE)) {
        moof = Optional.of(box);
      } else if (box.type().equals(MdatBox.TYPE)) {
        takeMdat(box);
      } else if (announce.isEmpty()) {
        header.add(box);
        if (box.type().equals(MoovBox.TYPE)) {
          announce = Optional.of(announced());
        }
      }
    }

    private Announce announced() throws MediaException {
      boolean says = header.stream().anyMatch(box -> box.type().equals(LiveServerManifestBox.TYPE));
      if (!says && !named.isEmpty()) {
        BoxWriter box = new BoxWriter();
        new LiveServerManifestBox(asLive().write()).write(box);
        header.addFirst(new TopLevelBox(LiveServerManifestBox.TYPE, box.toSlice(), 0));
      }
      return Announce.read(header);
    }

    private LiveServerManifest asLive() {
      List<LiveServerManifest.Track> tracks = new ArrayList<>();
      for (ServerManifest.Track track : named) {
        List<CustomAttribute> params = new ArrayList<>(track.attributes());
        params.addAll(track.params());
        tracks.add(new LiveServerManifest.Track(track.kind(), params));
      }
      return new LiveServerManifest(CREATOR, tracks);
    }

    private void takeMdat(TopLevelBox box) throws MediaException {
      if (announce.isEmpty() || moof.isEmpty()) {
        throw new MalformedMediaException(
            "mdat @+%d: expected a moov and a moof before it".formatted(box.offset()));
      }
      Announce known = announce.get();
      TopLevelBox head = moof.get();
      moof = Optional.empty();
      try {
        for (Fragment fragment : FragmentReader.read(head.bytes(), box.bytes(), known.defaults())) {
          TrackDefaults defaults =
              known.defaults().getOrDefault(fragment.trackNumber(), TrackDefaults.NONE);
          FragmentReader.samples(fragment, defaults); // what cannot be sent is not taken
          known = known.withCodecDataFrom(fragment);
          add(fragment, head.offset());
        }
        announce = Optional.of(known);
      } catch (MediaException wrong) {
        throw new MalformedMediaException(
            "moof @+%d: %s".formatted(head.offset(), wrong.getMessage()), wrong);
      }
    }

    private void add(Fragment fragment, long offset) throws MediaException {
      List<Fragment> before =
          fragments.computeIfAbsent(fragment.trackNumber(), _ -> new ArrayList<>());
      long startTicks = fragment.time().startTicks();
      if (!before.isEmpty() && before.getLast().time().startTicks() >= startTicks) {
        throw new MalformedMediaException(
            "moof @+%d: track %d at %d ticks, which is not after the fragment before"
                .formatted(offset, fragment.trackNumber(), startTicks));
      }
      before.add(fragment);
    }

    private List<PresentationTrack> tracks() throws IOException, MediaException {
      Announce known =
          announce.orElseThrow(() -> new MalformedMediaException("no moov: not an MP4 file"));
      List<PresentationTrack> tracks = new ArrayList<>();
      for (TrackInfo track : known.tracks()) {
        if (isNamed(track) && fragments.containsKey(track.trackNumber())) {
          tracks.add(track(known, track));
        }
      }
      if (tracks.isEmpty()) {
        throw new UnreadableSourceException(path + ": has no fragments of the tracks it names");
      }
      return tracks;
    }

    private boolean isNamed(TrackInfo track) {
      String number = Integer.toString(track.trackNumber());
      return named.isEmpty()
          || named.stream()
              .map(each -> each.textOf("trackID"))
              .anyMatch(id -> id.isEmpty() || id.equals(number));
    }

    private PresentationTrack track(Announce known, TrackInfo track) {
      TrackDefaults defaults =
          known.defaults().getOrDefault(track.trackNumber(), TrackDefaults.NONE);
      PresentationTrack.Recorded recorded =
          new PresentationTrack.Recorded(
              number,
              track.stream().timescale(),
              fragments.getOrDefault(track.trackNumber(), List.of()),
              defaults);
      return new PresentationTrack(track, recorded, Optional.empty());
    }
  }
}
