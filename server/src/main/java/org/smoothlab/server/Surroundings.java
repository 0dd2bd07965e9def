package org.smoothlab.server;

import java.util.function.UnaryOperator;
import org.smoothlab.server.archive.ArchiveClocks;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.relay.RelaySink;

/**
 * What is around an origin: the machine that it runs on, and who else is told what happens. A
 * laboratory gives it clocks that go wrong and a disk that fills up, and listens.
 *
 * @param clocks by which it lives; elapsed time may go faster or slower than that of the machine,
 *     but never back
 * @param disk what stands between the archive and the folder that it is in
 * @param effects is told what happens on the points, behind everybody else; under their locks
 * @param relays is told what passes between this origin and others; on the threads of the relays
 */
public record Surroundings(
    ArchiveClocks clocks, UnaryOperator<Disk> disk, EffectSink effects, RelaySink relays) {
  /** The machine as it is, and nobody else who listens. */
  public static final Surroundings PLAIN =
      new Surroundings(
          ArchiveClocks.SYSTEM, UnaryOperator.identity(), EffectSink.NONE, RelaySink.NONE);
}
