package org.smoothlab.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.smoothlab.media.bytes.Slice;
import org.xml.sax.SAXException;

/** Holds answers against the schemas that were written for them, not by the code under test. */
public final class Valid {
  private static final javax.xml.validation.Schema XML = xmlSchema();
  private static final String OPENAPI = "https://test/openapi.json";
  private static final SchemaRegistry JSON =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemas(
                  Map.of(
                      OPENAPI, OpenApi.document().text(java.nio.charset.StandardCharsets.UTF_8))));

  private Valid() {}

  /** The answer is one of the documents of the XML form. */
  public static void requireXml(String document) {
    try {
      XML.newValidator().validate(new StreamSource(new StringReader(document)));
    } catch (SAXException | IOException e) {
      throw new AssertionError(e.getMessage() + " in " + document, e);
    }
  }

  /**
   * The answer is what the OpenAPI document says of it.
   *
   * @param schema name of the component
   */
  public static void requireJson(String document, String schema) {
    Schema component =
        JSON.getSchema(SchemaLocation.of(OPENAPI + "#/components/schemas/" + schema));
    assertThat(
            component.validate(
                document,
                InputFormat.JSON,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .describedAs(document)
        .isEmpty();
  }

  /** The same for bytes. */
  public static void requireXml(Slice document) {
    requireXml(document.text(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static javax.xml.validation.Schema xmlSchema() {
    try {
      return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
          .newSchema(Valid.class.getResource("atom.xsd"));
    } catch (SAXException e) {
      throw new AssertionError(e);
    }
  }
}
