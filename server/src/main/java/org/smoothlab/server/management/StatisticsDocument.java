package org.smoothlab.server.management;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointStatistics;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Role;
import org.smoothlab.server.origin.RoleState;

/**
 * What goes in and out of a point, as a document. The spelling of element names is not uniform, and
 * is copied.
 *
 * @see "IIS Media Services 4.1, Query Publishing Point Statistics"
 */
final class StatisticsDocument {
  private StatisticsDocument() {}

  static Value.Group write(PublishingPoint point, PointStatistics statistics) {
    List<Value.Group> sinks = sinks(point);
    return new Value.Builder()
        .with(
            "InputStreams",
            new Value.Items(
                statistics.inputStreams().stream().map(input -> input(input, sinks)).toList()))
        .with(
            "OutputStreams",
            new Value.Items(
                statistics.outputStreams().stream().map(StatisticsDocument::output).toList()))
        .with(
            "Alarms",
            new Value.Items(
                point.alarms().stream()
                    .map(alarm ->
                        AlarmDocument.write(alarm, true, point.wallTime(alarm.sinceNanos())))
                    .toList()))
        .build();
  }

  private static Value.Group input(PointStatistics.InputStream input, List<Value.Group> sinks) {
    return new Value.Builder()
        .with("id", input.id())
        .with("State", text(input.state()))
        .withUnlessEmpty("ArchiveFileName", input.archiveFileName())
        .with(
            "Sources",
            new Value.Items(input.sources().stream().map(StatisticsDocument::source).toList()))
        .with("Sinks", new Value.Items(sinks))
        .with(
            "Tracks",
            new Value.Items(input.tracks().stream().map(StatisticsDocument::track).toList()))
        .build();
  }

  private static String text(PointStatistics.InputState state) {
    return switch (state) {
      case IDLE -> "Idle";
      case STARTED -> "Started";
      case STOPPED -> "Stopped";
    };
  }

  private static Value.Group source(PointStatistics.Sender sender) {
    String type = SettingsWords.of(sender.type());
    return new Value.Builder()
        .with("name", "HTTP " + type)
        .with(
            "Properties",
            new Value.Items(
                List.of(
                    property("Source Type", type),
                    property("Source IP", address(sender.remote())))))
        .build();
  }

  private static Value.Group property(String name, String value) {
    return new Value.Builder().with("name", name).with("value", value).build();
  }

  /** Without the port, the number of a multiplexed stream, and brackets. */
  static String address(String remote) {
    String peer = remote.replaceFirst("#.*$", "").replaceFirst(":\\d+$", "");
    return peer.startsWith("[") && peer.endsWith("]") ? peer.substring(1, peer.length() - 1) : peer;
  }

  private static List<Value.Group> sinks(PublishingPoint point) {
    List<Value.Group> sinks = new ArrayList<>();
    if (point.roleState(Role.CLIENT) == RoleState.STARTED) {
      sinks.add(new Value.Builder().with("name", "IIS Smooth Streaming").build());
    }
    if (point.roleState(Role.MOBILE) == RoleState.STARTED) {
      sinks.add(new Value.Builder().with("name", "Apple HTTP Live Streaming").build());
    }
    if (point.roleState(Role.SERVER) == RoleState.STARTED) {
      PointSettings.Input input = point.settings().input();
      boolean pushes = input.sourceType() == PointSettings.SourceType.PUSH;
      if (pushes && !input.peers().isEmpty()) {
        sinks.add(new Value.Builder().with("name", "HTTP Push").build());
      }
      sinks.add(new Value.Builder().with("name", "HTTP Pull").build());
    }
    return sinks;
  }

  private static Value.Group track(PointStatistics.Track track) {
    PointStatistics.Incoming incoming = track.incoming();
    return new Value.Builder()
        .with("id", Integer.toString(track.trackNumber()))
        .with("Name", track.id().streamName())
        .with("EncodedBitRate", track.id().bitrateBps())
        .with("IncomingBitRate", incoming.bitrateBps())
        .with("IncomingFragmentWaitTime", Scalars.durationMillis(incoming.waitNanos()))
        .with(
            "IncomingFragmentTimeStamp",
            incoming.lastTime().map(time -> time.startTicks()).orElse(0L))
        .with(
            "IncomingFragmentDuration",
            incoming.lastTime().map(time -> time.durationTicks()).orElse(0L))
        .with("RequestRate", track.requestsPerSecond())
        .with("Timescale", incoming.timescale().ticksPerSecond())
        .with(
            "RecentFragments",
            new Value.Items(incoming.recentTimes().stream().map(StatisticsDocument::time).toList()))
        .build();
  }

  private static Value.Group time(FragmentTime time) {
    return new Value.Builder()
        .with("StartTime", time.startTicks())
        .with("Duration", time.durationTicks())
        .build();
  }

  private static Value.Group output(PointStatistics.OutputStream output) {
    return new Value.Builder()
        .with("name", output.name())
        .with(
            "LastOutputFragmentTimestamp",
            output.lastTime().map(time -> time.startTicks()).orElse(0L))
        .with("LookAheadLag", output.lagTicks())
        .with("Timescale", output.timescale().ticksPerSecond())
        .build();
  }
}
