package org.smoothlab.server.management;

import java.io.IOException;
import java.io.InputStream;
import org.smoothlab.media.bytes.Slice;

/** The description of the JSON form: a constant of the program, kept as a resource of its own. */
public final class OpenApi {
  private static final Slice DOCUMENT = load();

  private OpenApi() {}

  /** OpenAPI 3.1, as JSON. */
  public static Slice document() {
    return DOCUMENT;
  }

  private static Slice load() {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is not in the jar");
      }
      return Slice.copyOf(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("openapi.json cannot be read", e);
    }
  }
}
