package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.simulator.encoder.ChunkLength;
import org.smoothlab.simulator.encoder.Dialect;
import org.smoothlab.simulator.encoder.EncoderFault;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.Pace;
import org.smoothlab.simulator.encoder.Requests;
import org.smoothlab.simulator.encoder.StreamLayout;
import org.smoothlab.simulator.net.Header;
import picocli.CommandLine;

/** What the options of the encoder ask for, in both spellings. */
class EncodeCommandTest {
  private static final String POINT = "http://127.0.0.1:8080/live/a.isml";
  private static final String SOURCE =
      Path.of("..", "media", "src", "test", "resources", "vectors", "ffmpeg-ismv.ismv").toString();

  /** Sound begins 21.3 ms before the picture in it. */
  private static final long FIRST_TICKS = -213_333;

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  @Test
  void playsASourceAsThePushEncoderDid() throws Exception {
    EncoderPlan plan = plan();
    assertThat(plan.target().layout()).isEqualTo(StreamLayout.POST_PER_FILE);
    assertThat(plan.streamIds()).containsExactly(ProcessHandle.current().pid() + "-stream0");
    assertThat(plan.programme().start().captureTicks()).isZero();
    assertThat(plan.programme().start().offsetTicks()).isZero();
    assertThat(plan.delivery().requests()).isEqualTo(Requests.STANDARD);
    assertThat(plan.faults()).isEmpty();
    assertThat(plan.target().point()).isEqualTo("/live/a.isml");
  }

  @ParameterizedTest
  @CsvSource({
    "/noEOS, --no-eos, NoEndOfStream[]",
    "/noSparseEOS, --no-sparse-eos, NoSparseEndOfStream[]",
    "/noHeader, --no-header, NoHeader[]",
    "/NOEOS, --noEOS, NoEndOfStream[]",
    "/skip:3;4, --skip=3;4, 'Skip[first=3, last=4]'",
    "/skip:5, --skip=5, 'Skip[first=5, last=5]'",
  })
  void takesBothSpellingsOfWhatIsLeftOut(String slash, String dashes, String fault)
      throws Exception {
    assertThat(plan(slash.replace(';', ',')).faults()).hasToString("[" + fault + "]");
    assertThat(plan(dashes.replace(';', ',')).faults()).hasToString("[" + fault + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/realtime:5000000000", "--realtime=5000000000", "--start=5000000000"})
  void beginsAtTheTicksItIsGiven(String option) throws Exception {
    assertThat(plan(option).programme().start().offsetTicks())
        .isEqualTo(5_000_000_000L - FIRST_TICKS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/realtime", "--realtime"})
  void beginsAtTheTicksOfTheWallWithoutAValue(String option) throws Exception {
    long before = Instant.now().getEpochSecond() * 10_000_000;
    long offsetTicks = plan(option).programme().start().offsetTicks();
    assertThat(offsetTicks).isBetween(before, before + 600_000_000L);
  }

  @Test
  void goesOnWithoutEndOnlyIfItIsToldTo() throws Exception {
    assertThat(plan().programme().fragmentCount()).isLessThan(100);
    assertThat(plan("/loop").programme().fragmentCount()).isEqualTo(Long.MAX_VALUE);
    assertThat(plan("--loop", "--for", "10s").programme().fragmentCount()).isEqualTo(5);
  }

  @Test
  void joinsALoopOnTheClock() throws Exception {
    EncoderPlan plan = plan("--loop", "--start", "clock");
    assertThat(plan.programme().start().offsetTicks()).isZero();
    assertThat(plan.programme().start().captureTicks()).isBetween(0L, 864_000_000_000L);
  }

  @Test
  void namesStreamsByItsId() throws Exception {
    assertThat(plan("/id:studio").streamIds()).containsExactly("studio-stream0");
    assertThat(plan("--id=studio").streamIds()).containsExactly("studio-stream0");
    assertThat(plan("--stream", "x", "--posts", "one_post").streamIds()).containsExactly("x");
    assertThat(plan("--event-id", "e7").target().eventId()).isEqualTo("e7");
  }

  @ParameterizedTest
  @CsvSource({"/rate:0.999, 999000", "--rate=0.99995, 999950", "/rate:1000, 1000000000"})
  void pacesItself(String option, int partsPerMillion) throws Exception {
    assertThat(plan(option).delivery().pace()).isEqualTo(new Pace.Paced(partsPerMillion, false));
    assertThat(plan("/rate:max").delivery().pace()).isEqualTo(new Pace.Unpaced());
  }

  @Test
  void splitsHeadersWhereTheNextOneBegins() throws Exception {
    List<Header> expected = List.of(new Header("X-Studio", "7, north"), new Header("X-Run", "a,b"));
    assertThat(plan("/headers:X-Studio: 7, north, X-Run: a,b").delivery().requests().headers())
        .isEqualTo(expected);
    assertThat(
            plan("--headers=X-Studio: 7, north", "--headers=X-Run:a,b")
                .delivery()
                .requests()
                .headers())
        .isEqualTo(expected);
  }

  @Test
  void sendsTheStreamManifestOfAFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("m.xml"), "<smil><body><ref src=\"Streams(x)\"/></body></smil>");
    assertThat(
            plan("/streammanifest:" + file)
                .delivery()
                .streamManifest()
                .text(StandardCharsets.UTF_8))
        .contains("Streams(x)");
    Path other = Files.writeString(folder.resolve("n.xml"), "<html/>");
    assertThat(run("/streammanifest:" + other)).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("n.xml");
  }

  @Test
  void speaksAsWhomeverTheUrlSays() throws Exception {
    EncoderPlan plan = castings("http://ann:a%40b@127.0.0.1:8080/live/a.isml").getFirst().plan();
    String basic =
        "Basic " + Base64.getEncoder().encodeToString("ann:a@b".getBytes(StandardCharsets.UTF_8));
    assertThat(plan.delivery().requests().headers())
        .containsExactly(new Header("Authorization", basic));
    assertThat(castings("http://ann:a%40b@127.0.0.1:8080/live/a.isml").getFirst().server())
        .hasToString("http://127.0.0.1:8080/");
  }

  @Test
  void feedsSeveralPointsFromEveryEncoderOfAPairAtOneMoment() throws Exception {
    List<EncoderRun.Casting> castings =
        castings(
            POINT,
            "--also",
            "http://10.0.0.2/live/b.isml",
            "--pair",
            "--pair-fault",
            "clock-step=5s:2s",
            "/id:a",
            "/realtime:0");
    assertThat(castings)
        .extracting(each ->
            "%s: %s%s %s"
                .formatted(
                    each.name(),
                    each.server(),
                    each.plan().target().point().substring(1),
                    each.plan().streamIds()))
        .containsExactly(
            "a to 1: http://127.0.0.1:8080/live/a.isml [a-stream0]",
            "b to 1: http://127.0.0.1:8080/live/a.isml [a-b-stream0]",
            "a to 2: http://10.0.0.2/live/b.isml [a-stream0]",
            "b to 2: http://10.0.0.2/live/b.isml [a-b-stream0]");
    assertThat(castings)
        .extracting(each -> each.plan().programme().start())
        .containsOnly(castings.getFirst().plan().programme().start());
    assertThat(castings.get(1).plan().faults())
        .containsExactly(new EncoderFault.ClockStep(5_000_000_000L, 2_000_000_000L));
    assertThat(castings.getFirst().plan().faults()).isEmpty();
  }

  @Test
  void takesOverTheWaysOfTheEncoderItIsToSpeakLike() throws Exception {
    EncoderPlan dash = plan("--dialect", "dash-if", "--posts", "post_per_track", "--put");
    assertThat(dash.delivery().dialect().style()).isEqualTo(Dialect.Style.CMAF);
    assertThat(dash.delivery().requests().method()).isEqualTo(Requests.Method.PUT);
    assertThat(dash.delivery().requests().headers())
        .containsExactly(new Header("DASH-IF-Ingest", "1.1"));
    EncoderPlan aws = plan("--dialect", "medialive");
    assertThat(aws.target().eventId()).matches("\\d{4}(-\\d\\d){5}");
    assertThat(aws.delivery().streamManifest().text(StandardCharsets.UTF_8))
        .contains("Events(" + aws.target().eventId() + ")/Streams(" + aws.streamIds().getFirst());
    assertThat(plan("--dialect", "expression").streamIds()).containsExactly("Encoder1");
    assertThat(plan("--dialect", "ffmpeg").delivery().requests().opening())
        .isEqualTo(Requests.Opening.DIRECT);
  }

  @Test
  void sendsInChunksWhenAskedTo() throws Exception {
    EncoderPlan plan = plan("--dialect", "ffmpeg-cmaf", "--chunk", "200ms", "--http-chunk", "500");
    assertThat(plan.delivery().dialect())
        .isEqualTo(Dialect.fmp4().inPiecesOf(500).inChunksOf(ChunkLength.ofNanos(200_000_000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rate=0.01",
        "--skip=4,3",
        "--headers=Host: x",
        "--headers=nonsense",
        "--end=reset",
        "--dialect=morse",
        "--start=soon",
        "--start=0 --realtime=0",
        "--captions",
        "--pair-fault=no-eos",
        "--id=a --stream=b",
      })
  void saysWhatIsWrongAndEndsWithTwo(String options) {
    assertThat(run(options.split(" (?=--)"))).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).isNotBlank();
  }

  @Test
  void endsWithTwoWhenItsSourceCannotBeRead() {
    CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
    assertThat(command.execute("encode", POINT, folder.resolve("gone.ism").toString()))
        .isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("gone.ism: no such file");
  }

  private EncoderPlan plan(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(options));
    all.add(POINT);
    return castings(all.toArray(String[]::new)).getFirst().plan();
  }

  private List<EncoderRun.Casting> castings(String... arguments) throws Exception {
    EncodeCommand command = new EncodeCommand();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(SOURCE);
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(all.toArray(String[]::new));
    return command.castings(new PrintWriter(err, true));
  }

  private int run(String... options) {
    List<String> all = new ArrayList<>(List.of("encode"));
    all.addAll(List.of(options));
    all.addAll(List.of(POINT, SOURCE));
    CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
    return command.execute(all.toArray(String[]::new));
  }
}
