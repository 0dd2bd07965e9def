/** The world around the origin: encoders, viewers, faults, scenarios and their verdicts. */
module org.smoothlab.simulator {
  requires info.picocli;
  requires java.net.http;
  requires jdk.httpserver;
  requires org.bytedeco.ffmpeg;
  requires org.bytedeco.javacpp;
  requires org.eclipse.jetty.client;
  requires org.eclipse.jetty.io;
  requires org.eclipse.jetty.util;
  requires org.smoothlab.media;
  requires org.smoothlab.server;
  requires static org.jspecify;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;

  exports org.smoothlab.simulator.content;
  exports org.smoothlab.simulator.encoder;
  exports org.smoothlab.simulator.net;
  exports org.smoothlab.simulator.report;
  exports org.smoothlab.simulator.scenario;
  exports org.smoothlab.simulator.time;
  exports org.smoothlab.simulator.trace;
  exports org.smoothlab.simulator.viewer;

  opens org.smoothlab.simulator to
      info.picocli;
}
