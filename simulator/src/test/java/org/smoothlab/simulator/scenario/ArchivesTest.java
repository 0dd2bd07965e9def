package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.archive.SimulatedDisk;
import org.smoothlab.simulator.content.TinyClip;
import org.smoothlab.simulator.trace.Trace;

class ArchivesTest {
  private static final String TWO =
      """
      name: two
      duration: 24s
      links: {lan: {latency: 5ms}}
      origins:
        one: {link: lan}
        two: {link: lan, points: {/live/event.isml: {pullFrom: [one]}}}
      encoders:
        camera: {link: lan, origin: one, until: 20s}
      expect: {archivesEqual: [one, two]}
      """;

  private static List<String> failures(String text) throws ScenarioException {
    return new VirtualWorld(Contents.of(TinyClip.tracks()))
        .run(ScenarioReader.read("two.yaml", text), 1, new Trace(0))
        .failures();
  }

  @Test
  void areEqualWhereAnEdgeHadEverything() throws Exception {
    assertThat(failures(TWO)).isEmpty();
  }

  @Test
  void differWhereTheEdgeStoppedEarlier() throws Exception {
    String stopped =
        TWO.replace("[one]}", "[one], commands: [{at: 14s, state: Stopped}]}")
            .replace("duration", "invariants: one-source-per-pull\nduration");

    assertThat(failures(stopped))
        .singleElement()
        .asString()
        .matches(
            "archives: one and two differ in live.event-isml run 1"
                + " Segment001/audio_16000.isma: \\d+ bytes \\(\\w{8}\\) and \\d+ bytes"
                + " \\(\\w{8}\\)");
  }

  @Test
  void areToldApartByTheirBytesAndNotByWhenTheyWereMade() throws IOException {
    SimulatedDisk one = disk("2026-01-01", "abc");

    assertThat(difference(one, disk("2026-02-02", "abc"))).isEmpty();
    assertThat(difference(one, disk("2026-01-01", "abd")))
        .contains("a-isml run 1 Segment001/v.ismv: 3 bytes (ba7816bf) and 3 bytes (a52d159f)");
    assertThat(difference(one, new SimulatedDisk(1)))
        .contains("a-isml run 1 Segment001/v.ismv: 3 bytes (ba7816bf) and none");
  }

  private static Optional<String> difference(SimulatedDisk one, SimulatedDisk other)
      throws IOException {
    Map<String, Archives.FileMark> files = Archives.files(one);
    return Archives.difference(files, Archives.files(other));
  }

  private static SimulatedDisk disk(String run, String text) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(1);
    Path folder = Path.of("a-isml", run);
    disk.replace(folder.resolve("run.journal"), Slice.ofUtf8(run));
    disk.replace(folder.resolve("Segment001").resolve("v.ismv"), Slice.ofUtf8(text));
    return disk;
  }
}
