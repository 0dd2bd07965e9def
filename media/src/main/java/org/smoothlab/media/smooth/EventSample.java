package org.smoothlab.media.smooth;

import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;
import org.smoothlab.media.bytes.SliceWriter;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * A sample of an event track such as {@code urn:scte:scte35:2013:bin}.
 *
 * <pre>[u32 version 1][u32 id][u32 presentation_time_delta][message]</pre>
 *
 * @param id the same for repetitions of one event; in 0..2^32-1
 * @param deltaTicks from the start of the fragment to the event, in the track's timescale; in
 *     0..2^32-1
 * @param message what the scheme says
 * @see "Azure Media Services, Signaling timed metadata in live streaming, 2.2.1"
 */
public record EventSample(long id, long deltaTicks, Slice message) {
  private static final int VERSION = 1;
  private static final long U32_MAX = 0xFFFF_FFFFL;

  public EventSample {
    if (id < 0 || id > U32_MAX || deltaTicks < 0 || deltaTicks > U32_MAX) {
      throw new IllegalArgumentException("out of 0..2^32-1: " + id + " or " + deltaTicks);
    }
  }

  /**
   * Reads a sample.
   *
   * @throws MalformedMediaException if it is shorter than its fields
   * @throws UnsupportedMediaException if its version is not 1
   */
  public static EventSample read(Slice sample) throws MediaException {
    SliceReader in = new SliceReader(sample, "event sample");
    long version = in.u32();
    if (version != VERSION) {
      throw in.unsupported("version " + version + ", known is 1");
    }
    return new EventSample(in.u32(), in.u32(), in.rest());
  }

  /** The sample. */
  public Slice write() {
    return new SliceWriter().u32(VERSION).u32(id).u32(deltaTicks).bytes(message).toSlice();
  }
}
