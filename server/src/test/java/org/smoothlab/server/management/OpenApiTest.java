package org.smoothlab.server.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTest {
  private final JsonNode document =
      JsonMapper.shared().readTree(OpenApi.document().text(StandardCharsets.UTF_8));

  @Test
  void namesExactlyTheMembersThatAreWritten() {
    assertMembers(Shapes.SETTINGS, "Settings");
    assertMembers(Shapes.STATE, "State");
    assertMembers(Shapes.STATISTICS, "Statistics");
    assertMembers(Shapes.ERROR, "Problem/properties/error");
  }

  private void assertMembers(Shape.Group shape, String schema) {
    JsonNode described = document.at("/components/schemas/" + schema);
    Set<String> members = new TreeSet<>();
    for (Shape.Field field : shape.fields()) {
      members.add(field.jsonName());
    }
    assertThat(new TreeSet<>(described.get("properties").propertyNames()))
        .describedAs(schema)
        .isEqualTo(members);
    for (Shape.Field field : shape.fields()) {
      String property = schema + "/properties/" + field.jsonName();
      switch (field.shape()) {
        case Shape.Group group -> assertMembers(group, resolved(property));
        case Shape.Items items -> assertMembers(items.shape(), resolved(property + "/items"));
        case Shape.Scalar scalar ->
            assertThat(
                    document.at("/components/schemas/" + resolved(property) + "/type").asString())
                .describedAs(property)
                .isEqualTo(
                    switch (scalar) {
                      case TEXT -> "string";
                      case BOOLEAN -> "boolean";
                      case NUMBER -> "integer";
                    });
        case Shape.Verbatim _ -> assertThat(resolved(property)).isEqualTo(property);
      }
    }
  }

  /** Where a reference leads. */
  private String resolved(String schema) {
    JsonNode reference = document.at("/components/schemas/" + schema + "/$ref");
    return reference.isMissingNode()
        ? schema
        : reference.asString().substring("#/components/schemas/".length());
  }

  @Test
  void listsEveryResourceWithItsMethods() {
    Set<String> described = new HashSet<>();
    document
        .get("paths")
        .propertyStream()
        .forEach(path ->
            path.getValue().propertyNames().stream()
                .filter(name -> !name.equals("parameters"))
                .forEach(method -> described.add(method + " " + path.getKey())));

    assertThat(described)
        .containsExactlyInAnyOrder(
            "get /services/smoothstreaming/publishingpoints.isml",
            "get /services/smoothstreaming/publishingpoints.isml/settings",
            "post /services/smoothstreaming/publishingpoints.isml/settings",
            "get /{point}/settings",
            "put /{point}/settings",
            "delete /{point}/settings",
            "get /{point}/state",
            "put /{point}/state",
            "get /{point}/statistics",
            "get /api/events");
  }

  @Test
  void isStrictEnoughToFindAMistake() {
    assertThatThrownBy(() -> Valid.requireJson("{\"value\":\"Started\",\"more\":1}", "State"))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> Valid.requireJson("{\"value\":\"started\"}", "State"))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(
            () -> Valid.requireXml("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry/></feed>"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void refersOnlyToWhatIsThere() {
    document
        .findValuesAsString("$ref")
        .forEach(reference ->
            assertThat(document.at(reference.substring(1)).isMissingNode())
                .describedAs(reference)
                .isFalse());
  }
}
