package org.smoothlab.simulator.report;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import org.smoothlab.simulator.trace.CampaignResult;
import org.smoothlab.simulator.trace.Verdict;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Many runs, for people and for machines. */
public final class CampaignReport {
  /** So much of what did not hold in one run is shown; its replay shows all. */
  private static final int FAILURES_MAX = 3;

  // The writer belongs to the caller: it is flushed and stays open.
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private CampaignReport() {}

  /** One line while it goes on: {@code first-light: 120 of 1000 runs, 0 failed}. */
  public static String progress(String scenario, int doneCount, int runCount, int failedCount) {
    return "%s: %d of %d runs, %d failed".formatted(scenario, doneCount, runCount, failedCount);
  }

  /** The end of it: figures, the first runs that failed and how to run them again. */
  public static String text(CampaignResult result, String replayOptions) {
    CampaignResult.Subject subject = result.subject();
    StringBuilder out = new StringBuilder();
    if (!result.spreads().isEmpty()) {
      out.append(row("until the next new fragment", "times", "p50", "p99", "max"));
    }
    for (CampaignResult.Spread spread : result.spreads()) {
      out.append(
          row(
              spread.kind(),
              Integer.toString(spread.count()),
              seconds(spread.p50Nanos()),
              seconds(spread.p99Nanos()),
              seconds(spread.maxNanos())));
    }
    out.append(
        "%s: %s in the %s world, %d runs from seed %d in %s, %d failed%n"
            .formatted(
                result.passed() ? "passed" : "FAILED",
                subject.scenario(),
                subject.world(),
                subject.runCount(),
                subject.fromSeed(),
                seconds(subject.wallNanos()),
                result.failedCount()));
    result.hash().ifPresent(hash -> out.append("traces: ").append(hash).append('\n'));
    for (Verdict failed : result.firstFailed()) {
      out.append("seed ").append(failed.experiment().seed()).append('\n');
      failed.failures().stream()
          .limit(FAILURES_MAX)
          .forEach(failure -> out.append("  ").append(failure).append('\n'));
      if (failed.failures().size() > FAILURES_MAX) {
        out.append("  … and " + (failed.failures().size() - FAILURES_MAX) + " more\n");
      }
      out.append("  replay: ")
          .append(failed.experiment().replay())
          .append(replayOptions)
          .append('\n');
    }
    return out.toString();
  }

  /** Writes the same as one JSON object, and a line end. */
  public static void write(CampaignResult result, String replayOptions, Writer out)
      throws IOException {
    CampaignResult.Subject subject = result.subject();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("scenario", subject.scenario());
      json.writeStringProperty("world", subject.world());
      json.writeNumberProperty("fromSeed", subject.fromSeed());
      json.writeNumberProperty("runCount", subject.runCount());
      json.writeNumberProperty("wallNanos", subject.wallNanos());
      json.writeBooleanProperty("passed", result.passed());
      json.writeNumberProperty("failedCount", result.failedCount());
      result.hash().ifPresent(hash -> json.writeStringProperty("traceHash", hash));
      json.writeArrayPropertyStart("failed");
      result.firstFailed().forEach(failed -> failed(json, failed, replayOptions));
      json.writeEndArray();
      json.writeArrayPropertyStart("figures");
      result.spreads().forEach(spread -> spread(json, spread));
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
    out.flush();
  }

  private static void failed(JsonGenerator json, Verdict failed, String replayOptions) {
    json.writeStartObject();
    json.writeNumberProperty("seed", failed.experiment().seed());
    json.writeArrayPropertyStart("failures");
    failed.failures().forEach(json::writeString);
    json.writeEndArray();
    json.writeStringProperty("replay", failed.experiment().replay() + replayOptions);
    json.writeEndObject();
  }

  private static void spread(JsonGenerator json, CampaignResult.Spread spread) {
    json.writeStartObject();
    json.writeStringProperty("kind", spread.kind());
    json.writeNumberProperty("count", spread.count());
    json.writeNumberProperty("p50Nanos", spread.p50Nanos());
    json.writeNumberProperty("p99Nanos", spread.p99Nanos());
    json.writeNumberProperty("maxNanos", spread.maxNanos());
    json.writeEndObject();
  }

  private static String row(Object... cells) {
    return "%-28s %8s %9s %9s %9s%n".formatted(cells);
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
  }
}
