package org.smoothlab.simulator.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.ViewerScore;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Scores and verdicts as one JSON object; durations in nanoseconds, rates in bits per second. */
public final class JsonReport {
  // The writer belongs to the caller: it is flushed and stays open.
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private JsonReport() {}

  /** Writes the end of a run, and a line end. */
  public static void write(Verdict verdict, Writer out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("scenario", verdict.experiment().scenario());
      json.writeStringProperty("world", verdict.experiment().world());
      json.writeNumberProperty("seed", verdict.experiment().seed());
      json.writeBooleanProperty("passed", verdict.passed());
      texts(json, "failures", verdict.failures());
      json.writeStringProperty("replay", verdict.experiment().replay());
      scores(json, verdict.viewers());
      json.writeEndObject();
    }
    out.write('\n');
    out.flush();
  }

  /** Writes scores without a verdict, and a line end. */
  public static void write(List<ViewerScore> viewers, Writer out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      scores(json, viewers);
      json.writeEndObject();
    }
    out.write('\n');
    out.flush();
  }

  private static void scores(JsonGenerator json, List<ViewerScore> viewers) {
    json.writeArrayPropertyStart("viewers");
    viewers.forEach(score -> score(json, score));
    json.writeEndArray();
  }

  private static void score(JsonGenerator json, ViewerScore score) {
    json.writeStartObject();
    json.writeStringProperty("viewer", score.viewer());
    score.startupNanos().ifPresent(nanos -> json.writeNumberProperty("startupNanos", nanos));
    json.writeNumberProperty("stallCount", score.stalls().count());
    json.writeNumberProperty("stalledNanos", score.stalls().totalNanos());
    json.writeNumberProperty("playedNanos", score.played().nanos());
    json.writeNumberProperty("skippedNanos", score.played().skippedNanos());
    json.writeBooleanProperty("ended", score.played().ended());
    json.writeNumberProperty("fragmentCount", score.load().fragmentCount());
    json.writeNumberProperty("bodyBytes", score.load().bodyBytes());
    json.writeNumberProperty("meanBps", score.load().meanBps());
    json.writeNumberProperty("switchCount", score.load().switchCount());
    json.writeNumberProperty("backOffCount", score.load().backOffCount());
    json.writeNumberProperty("irregularCount", score.irregular().count());
    texts(json, "irregular", score.irregular().first());
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }
}
