package org.smoothlab.simulator.encoder;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.smoothlab.media.smooth.StreamManifest;
import org.smoothlab.simulator.content.SourceTrack;

/**
 * All that an encoder will do.
 *
 * @param programme what
 * @param target where to
 * @param delivery how; chunks must suit the frames of all tracks
 * @param faults what goes wrong, at most 100; timed faults in order of time, each beginning after
 *     the one before is over
 */
public record EncoderPlan(
    Programme programme, Target target, Delivery delivery, List<EncoderFault> faults) {
  private static final int FAULT_COUNT_MAX = 100;

  public EncoderPlan {
    faults = List.copyOf(faults);
    if (faults.size() > FAULT_COUNT_MAX) {
      throw new IllegalArgumentException("more than " + FAULT_COUNT_MAX + " faults");
    }
    List<Long> times = times(faults);
    if (!times.stream().sorted().toList().equals(times)) {
      throw new IllegalArgumentException("timed faults overlap or are out of order: " + faults);
    }
    requireChunksSuit(programme, delivery.dialect());
  }

  // The first fragment stands for all: the tracks of our own content have a steady rate.
  private static void requireChunksSuit(Programme programme, Dialect dialect) {
    if (dialect.chunks().isWhole()) {
      return;
    }
    for (SourceTrack track : programme.lineup().tracks()) {
      FragmentSupply supply =
          FragmentSupply.of(HeaderWriter.clocked(dialect, track), programme, dialect);
      long first = supply.indexAt(programme.start().captureTicks());
      dialect.chunks().requireSuits(supply.info(), supply.samples(first));
    }
  }

  /** A programme to a publishing point as the standard has it, without faults. */
  public static EncoderPlan of(Programme programme, Target target) {
    return new EncoderPlan(programme, target, Delivery.standard(), List.of());
  }

  /** The same, sent another way. */
  public EncoderPlan by(Delivery newDelivery) {
    return new EncoderPlan(programme, target, newDelivery, faults);
  }

  /** The same with these faults. */
  public EncoderPlan with(EncoderFault... newFaults) {
    return new EncoderPlan(programme, target, delivery, List.of(newFaults));
  }

  /** The same to another publishing point. */
  public EncoderPlan to(String point) {
    Target other = new Target(point, target.eventId(), target.streamId(), target.layout());
    return new EncoderPlan(programme, other, delivery, faults);
  }

  /** The same as another stream, or other ones. */
  public EncoderPlan asStream(String streamId) {
    Target other = new Target(target.point(), target.eventId(), streamId, target.layout());
    return new EncoderPlan(programme, other, delivery, faults);
  }

  /** The same with further faults. */
  public EncoderPlan andAlso(List<EncoderFault> more) {
    return new EncoderPlan(
        programme, target, delivery, Stream.concat(faults.stream(), more.stream()).toList());
  }

  /** The stream ids of all POSTs, as far as they are not sparse events, in their order. */
  public List<String> streamIds() {
    int postCount = target.layout().divide(programme.lineup()).size();
    return IntStream.range(0, postCount)
        .mapToObj(index -> target.layout().streamId(target.streamId(), index))
        .toList();
  }

  /** The same with a stream manifest that names all of them. */
  public EncoderPlan namingItsStreams() {
    List<StreamManifest.Stream> streams =
        streamIds().stream().map(id -> new StreamManifest.Stream(target.eventId(), id)).toList();
    return by(delivery.withStreamManifest(new StreamManifest(streams).write()));
  }

  /** How long what is sent at once is captured: a fragment, or one of its chunks. */
  long captureNanos() {
    ChunkLength chunks = delivery.dialect().chunks();
    return chunks.isWhole() ? programme.fragmentNanos() : chunks.nanos();
  }

  boolean has(Class<? extends EncoderFault> kind) {
    return faults.stream().anyMatch(kind::isInstance);
  }

  <F extends EncoderFault> Stream<F> faults(Class<F> kind) {
    return faults.stream().filter(kind::isInstance).map(kind::cast);
  }

  // When each timed fault begins and is over, in the order of the list.
  private static List<Long> times(List<EncoderFault> faults) {
    return faults.stream()
        .filter(EncoderFault.Timed.class::isInstance)
        .map(EncoderFault.Timed.class::cast)
        .flatMap(fault ->
            Stream.of(
                fault.atNanos(),
                Math.addExact(
                    fault.atNanos(),
                    switch (fault) {
                      case EncoderFault.Outage outage -> outage.outageNanos();
                      case EncoderFault.Restart restart -> restart.downNanos();
                      case EncoderFault.Stall stall -> stall.lengthNanos();
                      case EncoderFault.ClockStep _, EncoderFault.ClockDrift _ -> 0L;
                    })))
        .toList();
  }
}
