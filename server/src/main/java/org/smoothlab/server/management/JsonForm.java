package org.smoothlab.server.management;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Values as JSON: the same names as in XML, beginning in lower case; flags and numbers as JSON's
 * own, all else as strings. As strict as the XML form.
 */
final class JsonForm {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(XmlDocument.DEPTH_MAX)
                  .maxNumberLength(32)
                  .build())
          .build();

  private JsonForm() {}

  // ---- writing

  /** Writes one document. */
  interface Content {
    void write(JsonGenerator out);
  }

  static String write(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      content.write(out);
    }
    return text.append('\n').toString();
  }

  /** Writes the group as an object. */
  static void write(JsonGenerator out, Shape.Group shape, Value.Group value) {
    out.writeStartObject();
    for (Shape.Field field : shape.fields()) {
      Value present = value.fields().get(field.name());
      if (present != null) {
        out.writeName(field.jsonName());
        write(out, field.shape(), present);
      }
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Shape shape, Value value) {
    switch (shape) {
      case Shape.Scalar scalar -> writeScalar(out, scalar, ((Value.Text) value).text());
      case Shape.Verbatim _ -> out.writeString(((Value.Text) value).text());
      case Shape.Group group -> write(out, group, (Value.Group) value);
      case Shape.Items items -> {
        out.writeStartArray();
        for (Value.Group item : ((Value.Items) value).items()) {
          write(out, items.shape(), item);
        }
        out.writeEndArray();
      }
    }
  }

  private static void writeScalar(JsonGenerator out, Shape.Scalar scalar, String text) {
    switch (scalar) {
      case TEXT -> out.writeString(text);
      case BOOLEAN -> out.writeBoolean(Boolean.parseBoolean(text));
      case NUMBER -> out.writeNumber(Long.parseLong(text));
    }
  }

  // ---- reading

  /**
   * Reads one member of the document's object; all others mean nothing, as in Atom.
   *
   * @param member the name of what is wanted
   */
  static Value.Group read(Slice body, String member, Shape.Group shape) throws ProblemException {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), body.toByteArray())) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw ProblemException.schema("the body is not a JSON object");
      }
      Optional<Value.Group> found = Optional.empty();
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = in.currentName().equals(member);
        in.nextToken();
        if (!wanted) {
          in.skipChildren();
        } else if (found.isPresent()) {
          throw ProblemException.schema("the body holds " + member + " more than once");
        } else {
          found = Optional.of(readGroup(in, member, shape));
        }
      }
      if (in.nextToken() != null) {
        throw new ProblemException(
            ManagementError.INVALID_XML, "the body goes on behind its JSON object");
      }
      return found.orElseThrow(() -> ProblemException.schema("the body lacks " + member));
    } catch (JacksonException e) {
      throw new ProblemException(
          ManagementError.INVALID_XML,
          "the body is not JSON: " + Scalars.shown(String.valueOf(e.getOriginalMessage())),
          e);
    }
  }

  private static Value.Group readGroup(JsonParser in, String where, Shape.Group shape)
      throws ProblemException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw wrongToken(in, where, "an object");
    }
    Map<String, Value> fields = new LinkedHashMap<>();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      Shape.Field field =
          shape
              .json(name)
              .orElseThrow(() ->
                  ProblemException.schema(
                      "%s holds an unknown member %s".formatted(where, Scalars.shown(name))));
      in.nextToken();
      if (fields.put(field.name(), readValue(in, where + "." + name, field.shape())) != null) {
        throw ProblemException.schema("%s holds %s more than once".formatted(where, name));
      }
    }
    XmlForm.requireAll(where, shape, fields);
    return new Value.Group(fields);
  }

  private static Value readValue(JsonParser in, String where, Shape shape) throws ProblemException {
    return switch (shape) {
      case Shape.Scalar scalar -> readScalar(in, where, scalar);
      case Shape.Verbatim _ -> readVerbatim(in, where);
      case Shape.Group group -> readGroup(in, where, group);
      case Shape.Items items -> {
        if (in.currentToken() != JsonToken.START_ARRAY) {
          throw wrongToken(in, where, "an array");
        }
        List<Value.Group> groups = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          groups.add(readGroup(in, where + "[" + groups.size() + "]", items.shape()));
        }
        yield new Value.Items(groups);
      }
    };
  }

  private static Value.Text readScalar(JsonParser in, String where, Shape.Scalar scalar)
      throws ProblemException {
    JsonToken token = in.currentToken();
    return switch (scalar) {
      case TEXT -> {
        if (token != JsonToken.VALUE_STRING) {
          throw wrongToken(in, where, "a string");
        }
        yield new Value.Text(in.getString().strip());
      }
      case BOOLEAN -> {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
          throw wrongToken(in, where, "true or false");
        }
        yield new Value.Text(Boolean.toString(token == JsonToken.VALUE_TRUE));
      }
      case NUMBER -> {
        if (token != JsonToken.VALUE_NUMBER_INT) {
          throw wrongToken(in, where, "a whole number");
        }
        yield new Value.Text(Scalars.digits(where, in.getString()));
      }
    };
  }

  /** What an unknown module holds is XML, also inside JSON: it goes into XML as it is. */
  private static Value.Text readVerbatim(JsonParser in, String where) throws ProblemException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw wrongToken(in, where, "a string");
    }
    String wrapped =
        "<content xmlns=\"" + Namespaces.MANAGEMENT + "\">" + in.getString() + "</content>";
    XmlNode content = XmlDocument.read(Slice.ofUtf8(wrapped));
    Markup kept = new Markup();
    content.children().forEach(child -> child.write(kept, Namespaces.MANAGEMENT));
    return new Value.Text(kept.toString());
  }

  private static ProblemException wrongToken(JsonParser in, String where, String expected) {
    return ProblemException.schema(
        "%s: expected %s, found %s"
            .formatted(where, expected, Scalars.shown(String.valueOf(in.getString()))));
  }
}
