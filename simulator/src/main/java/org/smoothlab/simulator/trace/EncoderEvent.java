package org.smoothlab.simulator.trace;

import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;

/** What an encoder did or met. */
public sealed interface EncoderEvent extends RunEvent {
  /** It began an ingest session at this address. */
  record Connected(String uri) implements EncoderEvent {}

  /** It has handed a whole fragment to the network. */
  record FragmentSent(TrackId track, FragmentTime time, long sizeBytes) implements EncoderEvent {}

  /** Its session broke. */
  record Lost(String why) implements EncoderEvent {}

  /** The origin answered before the end. */
  record Refused(int status) implements EncoderEvent {}

  /** It is done: its end of stream is sent, or its process is gone. */
  record Ended(String why) implements EncoderEvent {}
}
