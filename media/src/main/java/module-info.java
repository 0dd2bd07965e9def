/** Wire formats of live adaptive streaming and the nouns they share: no I/O, no dependencies. */
module org.smoothlab.media {
  requires java.xml;
  requires static org.jspecify;

  exports org.smoothlab.media;
  exports org.smoothlab.media.box;
  exports org.smoothlab.media.bytes;
  exports org.smoothlab.media.codec;
  exports org.smoothlab.media.dash;
  exports org.smoothlab.media.hls;
  exports org.smoothlab.media.smooth;
  exports org.smoothlab.media.transmux;
  exports org.smoothlab.media.ts;
  exports org.smoothlab.media.xml;
}
