package org.smoothlab.media;

/** What a stream's samples are. */
public enum StreamKind {
  VIDEO,
  AUDIO,
  TEXT
}
