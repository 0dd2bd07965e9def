package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.TfrfBox;
import org.smoothlab.media.box.TrafBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.StreamIndex;
import org.smoothlab.media.transmux.InitSegment;

/** All that viewers can have of a publishing point, fetched over HTTP. */
final class PublishedEvent {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI manifestUrl;
  private final SmoothManifest manifest;

  /**
   * One track with all its fragments.
   *
   * @param served the bodies as they came, in the order of the manifest
   */
  record Track(StreamIndex stream, QualityLevel level, List<Slice> served) {
    /** What the fragment's own boxes say. */
    Fragment fragment(int index) throws MediaException {
      BoxList boxes = boxes(index);
      Slice body = served.get(index);
      long moofBytes = body.u32(0);
      assertThat(boxes.boxes()).hasSize(2);
      return FragmentReader.read(body.slice(0, moofBytes), body.from(moofBytes)).getFirst();
    }

    /** The fragments that this one announces. */
    List<FragmentTime> following(int index) throws MediaException {
      Optional<TfrfBox> tfrf =
          boxes(index)
              .find(MoofBox.class)
              .flatMap(moof -> moof.children().find(TrafBox.class))
              .flatMap(traf -> traf.children().find(TfrfBox.class));
      return tfrf.map(TfrfBox::following).orElse(List.of());
    }

    /** The track as a file that any player opens. */
    Slice initSegment() throws MediaException {
      return InitSegment.of(new TrackInfo(fragment(0).trackNumber(), stream.info(), level));
    }

    private BoxList boxes(int index) throws MediaException {
      return BoxList.read(served.get(index), "fragment " + index);
    }
  }

  PublishedEvent(URI manifestUrl) throws IOException, InterruptedException, MediaException {
    this.manifestUrl = manifestUrl;
    this.manifest = ManifestReader.read(get(manifestUrl));
  }

  SmoothManifest manifest() {
    return manifest;
  }

  List<Track> fetchAll() throws IOException, InterruptedException {
    List<Track> tracks = new ArrayList<>();
    for (StreamIndex stream : manifest.streams()) {
      for (QualityLevel level : stream.levels()) {
        List<Slice> served = new ArrayList<>();
        for (FragmentTime chunk : stream.chunks()) {
          served.add(
              get(
                  stream
                      .url()
                      .resolve(
                          manifestUrl,
                          level.bitrateBps(),
                          level.customAttributes(),
                          chunk.startTicks())));
        }
        tracks.add(new Track(stream, level, List.copyOf(served)));
      }
    }
    return tracks;
  }

  private Slice get(URI url) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).describedAs(url.toString()).isEqualTo(200);
    return Slice.copyOf(answer.body());
  }

  /** What FFmpeg's decoders have to say about these bytes; nothing if all is well. */
  static String decoderComplaints(List<Slice> parts, Path scratch)
      throws IOException, InterruptedException {
    Files.write(scratch, Slice.concat(parts).toByteArray());
    Process decoder =
        new ProcessBuilder(
                "ffmpeg",
                "-nostdin",
                "-v",
                "warning",
                "-xerror",
                "-i",
                scratch.toString(),
                "-f",
                "null",
                "-")
            .redirectErrorStream(true)
            .start();
    String said = new String(decoder.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said + (decoder.waitFor() == 0 ? "" : "exit code " + decoder.exitValue());
  }
}
