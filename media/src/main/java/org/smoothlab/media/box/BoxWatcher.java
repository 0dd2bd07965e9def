package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MalformedMediaException;

/** Is told of the boxes of a tree while they are read, and decides what an error means. */
interface BoxWatcher {
  /** Looks at nothing, and lets an error end the reading. */
  BoxWatcher STRICT =
      new BoxWatcher() {
        @Override
        public void enter(BoxHeader header, long offset) {}

        @Override
        public void leave(Box box) {}

        @Override
        public void broken(MalformedMediaException error) throws MalformedMediaException {
          throw error;
        }
      };

  /**
   * A box begins; those in it come before its {@link #leave}.
   *
   * @param offset of its first byte, from the first byte of all
   */
  void enter(BoxHeader header, long offset);

  /** The box that began last is read. */
  void leave(Box box);

  /** The box that began last cannot be read, or what follows in it is no box. */
  void broken(MalformedMediaException error) throws MalformedMediaException;
}
