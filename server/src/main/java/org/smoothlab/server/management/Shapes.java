package org.smoothlab.server.management;

import static org.smoothlab.server.management.Shape.attribute;
import static org.smoothlab.server.management.Shape.content;
import static org.smoothlab.server.management.Shape.element;
import static org.smoothlab.server.management.Shape.onlyInJson;
import static org.smoothlab.server.management.Shape.requiredAttribute;
import static org.smoothlab.server.management.Shape.requiredElement;

import java.util.List;
import org.smoothlab.server.management.Shape.Field;
import org.smoothlab.server.management.Shape.Scalar;

/**
 * The documents of the API, in the order in which their elements are documented.
 *
 * @see "IIS Media Services 4.1, SmoothStreaming Schema Reference"
 */
final class Shapes {
  private static final Shape.Group PUBLISHING_POINT =
      group(content("url"), attribute("credentialName", Scalar.TEXT));

  private static final Shape.Items PUBLISHING_POINTS =
      new Shape.Items("PublishingPoints", "PublishingPoint", PUBLISHING_POINT);

  private static final Shape.Group ARCHIVE =
      group(
          requiredAttribute("enabled", Scalar.BOOLEAN),
          element("SegmentLength", Scalar.TEXT),
          element("Path", group(attribute("useEventIdOnPath", Scalar.BOOLEAN), content("folder"))));

  private static final Shape.Group CLIENT_CONNECTIONS =
      group(
          requiredAttribute("enabled", Scalar.BOOLEAN),
          element("WindowLength", Scalar.TEXT),
          element("LiveCacheLength", Scalar.TEXT),
          element("ClientManifestVersion", Scalar.TEXT));

  private static final Shape.Group SERVER_CONNECTIONS =
      group(
          requiredAttribute("enabled", Scalar.BOOLEAN),
          element("SendEndOfStreamOnStop", Scalar.BOOLEAN));

  private static final Shape.Group HLS =
      group(
          element("SegmentLength", Scalar.TEXT),
          element("MaxBitRate", Scalar.NUMBER),
          element("AllowCaching", Scalar.BOOLEAN),
          element("BackwardCompatible", Scalar.BOOLEAN),
          element("IncludeCodecs", Scalar.BOOLEAN),
          element(
              "Encryption",
              group(requiredAttribute("enabled", Scalar.BOOLEAN), element("Key", Scalar.TEXT))));

  private static final Shape.Group MODULE =
      group(
          requiredAttribute("id", Scalar.TEXT),
          requiredAttribute("type", Scalar.TEXT),
          attribute("name", Scalar.TEXT),
          element("HLS", HLS),
          element("content", new Shape.Verbatim()));

  /** Settings of ours. Left out while they have their defaults, so that IIS tools never meet it. */
  private static final Shape.Group LABORATORY =
      new Shape.Group(
          Namespaces.LABORATORY,
          List.of(
              element("OneSessionPerStreamId", Scalar.BOOLEAN),
              element("IdleAfter", Scalar.TEXT),
              element("Resume", Scalar.BOOLEAN),
              element("OnDiskFailure", Scalar.TEXT),
              element("DiskBytesMax", Scalar.NUMBER),
              element("KeyUrl", Scalar.TEXT)));

  static final Shape.Group SETTINGS =
      group(
          element("Title", Scalar.TEXT),
          element("SourceType", Scalar.TEXT),
          element("EstimatedDuration", Scalar.TEXT),
          element("AutoStart", Scalar.BOOLEAN),
          element("AutoRestartOnEncoderReconnect", Scalar.BOOLEAN),
          element("LookAheadChunks", Scalar.NUMBER),
          element("Archive", ARCHIVE),
          element("ClientConnections", CLIENT_CONNECTIONS),
          element("ServerConnections", SERVER_CONNECTIONS),
          element("PullFrom", PUBLISHING_POINTS),
          element("PushTo", PUBLISHING_POINTS),
          element("Modules", new Shape.Items("", "Module", MODULE)),
          element("Laboratory", LABORATORY));

  private static final Shape.Group ROLES =
      group(
          element("Archive", Scalar.TEXT),
          element("ClientConnections", Scalar.TEXT),
          element("ServerConnections", Scalar.TEXT),
          element("Mobile", Scalar.TEXT));

  static final Shape.Group STATE =
      group(
          requiredElement("Value", Scalar.TEXT),
          element("LastError", Scalar.TEXT),
          onlyInJson("LastErrorMessage", Scalar.TEXT),
          onlyInJson("Roles", ROLES));

  private static final Shape.Items PROPERTIES =
      new Shape.Items(
          "", "Property", group(requiredAttribute("name", Scalar.TEXT), content("value")));

  private static final Shape.Group ENDPOINT =
      group(attribute("name", Scalar.TEXT), element("Properties", PROPERTIES));

  private static final Shape.Group RECENT_FRAGMENT =
      group(element("StartTime", Scalar.NUMBER), element("Duration", Scalar.NUMBER));

  private static final Shape.Group TRACK =
      group(
          requiredAttribute("id", Scalar.TEXT),
          element("Name", Scalar.TEXT),
          element("EncodedBitRate", Scalar.NUMBER),
          element("IncomingBitRate", Scalar.NUMBER),
          element("IncomingFragmentWaitTime", Scalar.TEXT),
          element("IncomingFragmentTimeStamp", Scalar.NUMBER),
          element("IncomingFragmentDuration", Scalar.NUMBER),
          element("RequestRate", Scalar.NUMBER),
          onlyInJson("Timescale", Scalar.NUMBER),
          onlyInJson("RecentFragments", new Shape.Items("", "Fragment", RECENT_FRAGMENT)));

  private static final Shape.Group INPUT_STREAM =
      group(
          requiredAttribute("id", Scalar.TEXT),
          element("State", Scalar.TEXT),
          element("ArchiveFileName", Scalar.TEXT),
          element("Sources", new Shape.Items("", "Source", ENDPOINT)),
          element("Sinks", new Shape.Items("", "Sink", ENDPOINT)),
          element("Tracks", new Shape.Items("", "Track", TRACK)));

  private static final Shape.Group OUTPUT_STREAM =
      group(
          attribute("name", Scalar.TEXT),
          element("LastOutputFragmentTimestamp", Scalar.NUMBER),
          onlyInJson("LookAheadLag", Scalar.NUMBER),
          onlyInJson("Timescale", Scalar.NUMBER));

  static final Shape.Group ALARM =
      group(
          element("Kind", Scalar.TEXT),
          element("Raised", Scalar.BOOLEAN),
          element("Subject", Scalar.TEXT),
          element("Message", Scalar.TEXT),
          element("Since", Scalar.TEXT));

  static final Shape.Group STATISTICS =
      group(
          element("InputStreams", new Shape.Items("", "InputStream", INPUT_STREAM)),
          element("OutputStreams", new Shape.Items("", "OutputStream", OUTPUT_STREAM)),
          onlyInJson("Alarms", new Shape.Items("", "Alarm", ALARM)));

  static final Shape.Group ERROR =
      group(
          requiredElement("ErrorCode", Scalar.TEXT),
          requiredElement("ErrorMessage", Scalar.TEXT),
          element("InternalError", Scalar.TEXT));

  private Shapes() {}

  private static Shape.Group group(Field... fields) {
    return new Shape.Group(Namespaces.MANAGEMENT, List.of(fields));
  }
}
