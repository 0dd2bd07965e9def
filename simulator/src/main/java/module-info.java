/** The world around the origin: encoders, viewers, faults, scenarios and their verdicts. */
module org.smoothlab.simulator {
  requires info.picocli;
  requires static org.jspecify;
  requires org.smoothlab.media;

  exports org.smoothlab.simulator.net;
  exports org.smoothlab.simulator.time;

  opens org.smoothlab.simulator to
      info.picocli;
}
