package org.smoothlab.server.management;

/** The names of the vocabularies in a management document. */
final class Namespaces {
  /** RFC 4287. */
  static final String ATOM = "http://www.w3.org/2005/Atom";

  /** Of {@code SmoothStreaming} and everything that IIS knows in it. */
  static final String MANAGEMENT =
      "http://schemas.microsoft.com/iis/media/2011/03/streaming/management";

  /** Settings that IIS does not have. */
  static final String LABORATORY = "urn:smoothlab:management:2026";

  /** Attributes that an XML Schema processor allows everywhere. */
  static final String SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

  private Namespaces() {}

  /**
   * The namespace as it is meant: a rendering of the published documentation spelled it with {@code
   * https}, and clients copied that.
   */
  static String meant(String namespace) {
    return namespace.startsWith("https://schemas.microsoft.com/iis/")
        ? "http" + namespace.substring("https".length())
        : namespace;
  }
}
