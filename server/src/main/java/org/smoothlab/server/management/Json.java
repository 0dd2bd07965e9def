package org.smoothlab.server.management;

import java.time.Instant;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The envelope of the JSON form: the same for every resource. */
final class Json {
  private Json() {}

  static String entry(Entry entry) {
    return JsonForm.write(out -> writeEntry(out, entry));
  }

  static String feed(Instant updated, List<Entry> entries) {
    return JsonForm.write(out -> {
      out.writeStartObject();
      out.writeStringProperty("title", "Publishing Point Collection");
      out.writeStringProperty("updated", Entry.millis(updated));
      out.writeArrayPropertyStart("entries");
      entries.forEach(entry -> writeEntry(out, entry));
      out.writeEndArray();
      out.writeEndObject();
    });
  }

  static String problem(Value.Group error) {
    return JsonForm.write(out -> {
      out.writeStartObject();
      out.writeName("error");
      JsonForm.write(out, Shapes.ERROR, error);
      out.writeEndObject();
    });
  }

  private static void writeEntry(JsonGenerator out, Entry entry) {
    PointLinks links = entry.links();
    out.writeStartObject();
    out.writeStringProperty("id", entry.id());
    out.writeStringProperty("path", links.path());
    out.writeStringProperty("title", entry.heading().title());
    out.writeStringProperty("updated", entry.updatedText());
    out.writeObjectPropertyStart("links");
    out.writeStringProperty("settings", links.settings());
    out.writeStringProperty("state", links.state());
    out.writeStringProperty("statistics", links.statistics());
    out.writeEndObject();
    if (entry.kind().hasContent()) {
      out.writeName(entry.kind().payload().member());
      JsonForm.write(out, entry.kind().payload().shape(), entry.content());
    }
    out.writeEndObject();
  }
}
