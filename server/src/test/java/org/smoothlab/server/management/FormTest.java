package org.smoothlab.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                            | ''                          | XML
          */*                                           | ''                          | XML
          text/json                                     | application/atom+xml        | XML
          text/html, */*;q=0.8                          | ''                          | XML
          application/json                              | ''                          | JSON
          Application/JSON; charset=utf-8               | ''                          | JSON
          application/json;q=0.5, application/xml       | ''                          | XML
          application/json, text/xml;q=0.9              | ''                          | JSON
          application/json, application/atom+xml        | ''                          | XML
          application/json;q=0                          | application/json            | JSON
          application/json;q=0, text/xml                | application/json            | XML
          application/atom+xml                          | application/json            | XML
          */*                                           | application/json            | JSON
          ''                                            | application/json;charset=x  | JSON
          """)
  void givesJsonToWhoPrefersIt(String accept, String contentType, Form expected) {
    assertThat(Form.ofAnswer(accept, contentType)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "application/atom+xml, true",
    "application/atom+xml;type=entry;charset=utf-8, true",
    "APPLICATION/ATOM+XML, true",
    "application/json, true",
    "applications/atom+xml, false",
    "application/xml, false",
    "text/xml, false",
    "'', false",
  })
  void knowsTwoMediaTypesOfBodies(String contentType, boolean known) {
    assertThat(Form.ofRequest(contentType).isPresent()).isEqualTo(known);
  }
}
