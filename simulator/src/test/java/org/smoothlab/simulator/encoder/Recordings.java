package org.smoothlab.simulator.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.smoothlab.simulator.content.Presentation;

/** On-demand presentations for tests: what an encoder has sent, in files. */
final class Recordings {
  private Recordings() {}

  /**
   * Two files as the Push Encoder had them: {@code high.ismv} with picture 2 and sound 1, {@code
   * low.ismv} with picture 2; so many fragments of 2 s of each.
   *
   * @param startTicks of the first fragment
   */
  static Path write(Path folder, int fragmentCount, long startTicks) throws IOException {
    Programme programme =
        Programme.endless(List.of(Clips.TRACKS.get(0).numbered(2), Clips.TRACKS.get(2).numbered(1)))
            .from(MediaStart.ticks(startTicks))
            .ofFragments(fragmentCount);
    body(programme, folder.resolve("high.ismv"));
    Programme low =
        Programme.endless(List.of(Clips.TRACKS.get(1).numbered(2)))
            .from(MediaStart.ticks(startTicks))
            .ofFragments(fragmentCount);
    body(low, folder.resolve("low.ismv"));
    return Files.writeString(
        folder.resolve("event.ism"),
        """
        <?xml version="1.0" encoding="utf-8"?>
        <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
          <head><meta name="clientManifestRelativePath" content="event.ismc"/></head>
          <body><switch>
            <video src="high.ismv" systemBitrate="200000"><param name="trackID" value="2"/></video>
            <video src="low.ismv" systemBitrate="80000"><param name="trackID" value="2"/></video>
            <audio src="high.ismv" systemBitrate="64000"><param name="trackID" value="1"/></audio>
          </switch></body>
        </smil>
        """);
  }

  private static void body(Programme programme, Path file) throws IOException {
    Delivery delivery = Delivery.standard().direct().at(new Pace.Unpaced());
    EncoderPlan plan = EncoderPlan.of(programme, Target.onePost("/a.isml")).by(delivery);
    FakeServer server = new FakeServer(plan).start();
    Files.write(file, server.posts().getFirst().body().toByteArray());
  }

  /** A plan that plays a presentation from its beginning, file by file. */
  static EncoderPlan plan(Presentation presentation) {
    MediaStart start = new MediaStart(Math.max(0, presentation.startTicks()), 0, 0);
    return EncoderPlan.of(
        Programme.endless(presentation.tracks()).from(start),
        new Target("/live.isml", "", "4711", StreamLayout.POST_PER_FILE));
  }
}
