package org.smoothlab.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.WorldEvent;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page, read as what it is: XML. */
class HtmlReportTest {
  private static final long SECOND = ReportedRun.SECOND;
  private final XPath xpath = XPathFactory.newInstance().newXPath();

  private static String page(Verdict verdict, Trace trace) throws IOException {
    StringWriter out = new StringWriter();
    HtmlReport.write(verdict, trace, out);
    return out.toString();
  }

  private static Document parse(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }

  private List<String> texts(Document page, String path) throws Exception {
    NodeList found = (NodeList) xpath.evaluate(path, page, XPathConstants.NODESET);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent())
        .toList();
  }

  private static Document run(int viewerCount) throws Exception {
    Trace trace = ReportedRun.trace(60 * SECOND, viewerCount);
    return parse(page(ReportedRun.verdict(trace, List.of()), trace));
  }

  @Test
  void tellsTheVerdictAndTheReplay() throws Exception {
    Trace trace = ReportedRun.trace(60 * SECOND, 2);
    Document page = parse(page(ReportedRun.verdict(trace, List.of("home-1: stalled 9 s")), trace));

    assertThat(texts(page, "//*[contains(@class,'verdict')]")).containsExactly("✗ failed");
    assertThat(texts(page, "//h1")).containsExactly("dual-origin");
    assertThat(texts(page, "//header/div/p"))
        .containsExactly("virtual time · seed 4711 · 60.0 s · 5 hosts · 2 faults · 2 viewers");
    assertThat(texts(page, "//li")).containsExactly("home-1: stalled 9 s");
    assertThat(texts(page, "//pre")).containsExactly("smoothlab run x.yaml --seed 4711");
  }

  @Test
  void showsWhoWasDownAndForHowLong() throws Exception {
    assertThat(texts(run(0), "//*[@class='down']/title"))
        .containsExactly("a down · 20.0 s to 40.0 s (20.0 s)");
  }

  @Test
  void showsFaultsInWordsThroughAllLanes() throws Exception {
    Document page = run(0);

    assertThat(texts(page, "//*[@class='fault-words']"))
        .containsExactly("a is killed for 20s", "homes carries 900 kb/s for 8s");
    assertThat(texts(page, "//*[@class='band']")).hasSize(2);
  }

  @Test
  void showsWhichUpstreamWasPulledFrom() throws Exception {
    assertThat(texts(run(0), "//*[contains(@class,'route')]/title"))
        .containsExactly(
            "from http://a/live/event.isml, until: connection refused · 1.0 s to 21.0 s (20.0 s)",
            "from http://b/live/event.isml · 22.0 s to 60.2 s (38.2 s)",
            "to http://cdn/in.isml, until: 503 · 2.0 s to 30.0 s (28.0 s)",
            "to http://cdn/in.isml · 33.0 s to 60.2 s (27.2 s)");
  }

  @Test
  void countsWhatWasPublishedAndHowLateItCame() throws Exception {
    assertThat(texts(run(0), "//section[h2='Publishing points']//td"))
        .containsSequence("b", "/live/event.isml", "108", "0", "0", "0", "4.0 / 4.0 / 4.0 s")
        .containsSequence("edge", "/live/event.isml", "108", "0", "0", "0", "4.1 / 6.0 / 6.0 s");
  }

  @Test
  void tellsHowLongTheNextNewFragmentTookAfterAKill() throws Exception {
    assertThat(texts(run(0), "//*[contains(@class,'card')]/b"))
        .containsExactly("0", "0", "0", "0.0 / 2.0 / 2.0 s");
  }

  @Test
  void tellsTheHashOfTheTraceFile() throws Exception {
    Trace trace = ReportedRun.trace(10 * SECOND, 0);
    byte[] file = trace.jsonLines().getBytes(StandardCharsets.UTF_8);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(file);

    assertThat(texts(parse(page(ReportedRun.verdict(trace, List.of()), trace)), "//code"))
        .containsExactly(HexFormat.of().formatHex(hash));
  }

  @Test
  void showsWhenAViewerStood() throws Exception {
    Document page = run(3);

    assertThat(texts(page, "//*[local-name()='rect'][@class='stalled']/*"))
        .containsExactly("stalled · 50.0 s to 53.0 s (3.0 s)");
    assertThat(texts(page, "//section[h2='Viewers, worst first']//td[1]").getFirst())
        .isEqualTo("home-3");
  }

  @Test
  void countsRepeatedAndDisorderedFragmentsAndHoles() throws Exception {
    TrackId track = new TrackId("video", 1);
    Trace trace = new Trace();
    OriginEvent.Body body = new OriginEvent.Body(1, 1, List.of());
    for (long start : new long[] {0, 2, 2, 6, 4}) {
      trace.add(
          start, "a", new OriginEvent.Published("/p", track, new FragmentTime(start, 2), body));
    }
    trace.add(9, "a", new OriginEvent.Gap("/p", track, 8, 14));

    assertThat(
            texts(
                parse(page(ReportedRun.verdict(trace, List.of()), trace)),
                "//section[h2='Publishing points']//td"))
        .startsWith("a", "/p", "5", "3", "1", "1");
  }

  @Test
  void isBoundedForAThousandViewersAndTenMinutes() throws Exception {
    Trace trace = ReportedRun.trace(600 * SECOND, 1_000);
    String page = page(ReportedRun.verdict(trace, Collections.nCopies(5_000, "no")), trace);

    assertThat(page.length()).isLessThan(2_000_000);
    assertThat(page).contains(">1,000 viewers<");
  }

  @Test
  void escapesNamesOfStrangers() throws Exception {
    String name = "<script>alert('&\"')</script>\u0000\uD800]]>";
    Trace trace = new Trace();
    trace.add(0, name, new WorldEvent.FaultStruck(name));
    trace.add(1, name, new OriginEvent.StateChanged(name, name, name));
    trace.add(2, name, new WorldEvent.NodeDown(name));
    Verdict verdict =
        new Verdict(new Verdict.Experiment(name, 1, name, "run " + name), List.of(), List.of(name));

    String page = page(verdict, trace);

    assertThat(page).doesNotContain("<script");
    assertThat(texts(parse(page), "//li"))
        .containsExactly("<script>alert('&\"')</script>\uFFFD\uFFFD]]>");
  }

  @Test
  void needsNothingButItself() throws Exception {
    Trace trace = ReportedRun.trace(60 * SECOND, 2);
    String page = page(ReportedRun.verdict(trace, List.of()), trace);

    assertThat(page).doesNotContain("<script", "<link", "@import", "src=", "href=");
  }

  @Test
  void hasNothingToShowOfARunWithoutEvents() throws Exception {
    Document page = parse(page(ReportedRun.verdict(new Trace(), List.of()), new Trace()));

    assertThat(texts(page, "//*[contains(@class,'verdict')]")).containsExactly("✓ passed");
  }
}
