/** The reference live origin. */
module org.smoothlab.server {
  requires static org.jspecify;
  requires transitive org.smoothlab.media;

  exports org.smoothlab.server.origin;
  exports org.smoothlab.server.protocol;
}
