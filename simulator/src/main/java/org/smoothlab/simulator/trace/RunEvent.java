package org.smoothlab.simulator.trace;

/** Something that happened in a run. */
public sealed interface RunEvent
    permits WorldEvent, EncoderEvent, OriginEvent, RelayTrace, ViewerEvent {}
