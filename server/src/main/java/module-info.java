/** The reference live origin. */
module org.smoothlab.server {
  requires static org.jspecify;
  requires java.management;
  requires java.xml;
  requires jdk.management;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires org.eclipse.jetty.alpn.server;
  requires org.eclipse.jetty.client;
  requires org.eclipse.jetty.compression.gzip;
  requires org.eclipse.jetty.compression.server;
  requires org.eclipse.jetty.http2.server;
  requires org.eclipse.jetty.server;
  requires org.slf4j;
  requires spring.security.crypto;
  requires tools.jackson.core;
  requires tools.jackson.dataformat.yaml;
  requires transitive org.smoothlab.media;

  exports org.smoothlab.server;
  exports org.smoothlab.server.archive;
  exports org.smoothlab.server.access;
  exports org.smoothlab.server.origin;
  exports org.smoothlab.server.protocol;
  exports org.smoothlab.server.relay;
}
