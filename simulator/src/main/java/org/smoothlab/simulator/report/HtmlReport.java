package org.smoothlab.simulator.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.WorldEvent;

/**
 * A run as a page to look at: the verdict, a picture of who was up, what was published where and
 * what viewers saw, and the figures. One file that needs nothing else, well-formed as XML; light or
 * dark as the reader's system is. Its size is bounded, whatever the length of the run.
 */
public final class HtmlReport {
  private static final int FAILURES_MAX = 40;

  private final Verdict verdict;
  private final Trace trace;
  private final FaultLanes faults = new FaultLanes();
  private final HostLanes hosts = new HostLanes();
  private final PointLanes points = new PointLanes();
  private final RelayLanes relays = new RelayLanes();
  private final ViewerLanes viewers;
  private final StringBuilder out = new StringBuilder(1 << 17);

  private HtmlReport(Verdict verdict, Trace trace) {
    this.verdict = verdict;
    this.trace = trace;
    viewers = new ViewerLanes(verdict.viewers());
  }

  /** Writes the page of a run that is over. */
  public static void write(Verdict verdict, Trace trace, Writer out) throws IOException {
    out.write(new HtmlReport(verdict, trace).page());
    out.flush();
  }

  private String page() throws IOException {
    List<Lanes> sections = List.of(faults, hosts, points, relays, viewers);
    for (TraceEntry entry : trace.entries()) {
      sections.forEach(section -> section.add(entry));
    }
    Verdict.Experiment experiment = verdict.experiment();
    String title = experiment.scenario() + (verdict.passed() ? " passed" : " failed");
    out.append(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\"><head>\n");
    out.append("<meta charset=\"utf-8\" />\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n");
    out.append("<title>").append(Words.escape(title)).append("</title>\n");
    out.append("<style>\n").append(styleSheet()).append("</style>\n</head><body>\n");
    head(experiment);
    failures();
    FigureTables figures = new FigureTables(verdict, faults, hosts, points);
    out.append(figures.cards());
    picture(sections, title);
    out.append(figures.tables());
    foot(experiment);
    return out.append("</body></html>\n").toString();
  }

  private long endNanos() {
    List<TraceEntry> entries = trace.entries();
    return entries.isEmpty() ? 0 : entries.getLast().atNanos();
  }

  /** When the last thing happened; after that a run only waits for its end. */
  private long lastNanos() {
    List<TraceEntry> entries = trace.entries();
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (!(entries.get(i).event() instanceof WorldEvent)) {
        return entries.get(i).atNanos() + entries.get(i).atNanos() / 50;
      }
    }
    return endNanos();
  }

  private void head(Verdict.Experiment experiment) {
    String mark = verdict.passed() ? "✓ passed" : "✗ failed";
    out.append("<header><p class=\"verdict %s\">".formatted(verdict.passed() ? "pass" : "fail"))
        .append(mark)
        .append("</p><div><h1>")
        .append(Words.escape(experiment.scenario()))
        .append("</h1><p>")
        .append(Words.escape(summary(experiment)))
        .append("</p></div></header>\n");
  }

  private String summary(Verdict.Experiment experiment) {
    String world = experiment.world().equals("virtual") ? "virtual time" : experiment.world();
    return String.join(
        " · ",
        world,
        "seed " + experiment.seed(),
        Words.time(endNanos()),
        Words.count(hosts.count(), "host"),
        Words.count(faults.count(), "fault"),
        Words.count(verdict.viewers().size(), "viewer"));
  }

  private void failures() {
    if (trace.droppedCount() > 0) {
      out.append("<p class=\"note\">The trace was full: ")
          .append(Words.count(trace.droppedCount(), "later event"))
          .append(" are not in the picture.</p>\n");
    }
    if (verdict.passed()) {
      return;
    }
    out.append("<section class=\"failures\"><h2>What did not hold</h2><ol>\n");
    verdict.failures().stream()
        .limit(FAILURES_MAX)
        .forEach(what -> out.append("<li>").append(Words.escape(what)).append("</li>\n"));
    out.append("</ol>\n");
    int left = verdict.failures().size() - FAILURES_MAX;
    if (left > 0) {
      out.append("<p>… and ").append(left).append(" more</p>\n");
    }
    out.append("</section>\n");
  }

  // ---- the picture

  private void picture(List<Lanes> sections, String title) {
    Timeline timeline = new Timeline(lastNanos());
    sections.forEach(section -> section.draw(timeline));
    out.append("<figure>\n")
        .append(timeline.svg("Timeline of " + title + "; its figures are in the tables below"))
        .append("</figure>\n");
  }

  private void foot(Verdict.Experiment experiment) throws IOException {
    out.append("<footer><p>Run it again:</p><pre>")
        .append(Words.escape(experiment.replay()))
        .append("</pre>\n<p>SHA-256 of the trace: <code>")
        .append(TraceHash.of(trace))
        .append("</code></p></footer>\n");
  }

  private static String styleSheet() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
