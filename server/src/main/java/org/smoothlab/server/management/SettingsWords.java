package org.smoothlab.server.management;

import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;

/** The words of settings that are one of few. Case matters. */
final class SettingsWords {
  private SettingsWords() {}

  static String of(PointSettings.SourceType type) {
    return switch (type) {
      case PUSH -> "Push";
      case PULL -> "Pull";
    };
  }

  static PointSettings.SourceType sourceType(String word) throws ProblemException {
    return switch (word) {
      case "Push" -> PointSettings.SourceType.PUSH;
      case "Pull" -> PointSettings.SourceType.PULL;
      default -> throw Scalars.wrong("SourceType", "Push or Pull", word);
    };
  }

  static String of(PointSettings.ManifestVersion version) {
    return switch (version) {
      case V2_0 -> "2.0";
      case V2_2 -> "2.2";
    };
  }

  static PointSettings.ManifestVersion manifestVersion(String word) throws ProblemException {
    return switch (word) {
      case "2.0" -> PointSettings.ManifestVersion.V2_0;
      case "2.2" -> PointSettings.ManifestVersion.V2_2;
      default -> throw Scalars.wrong("ClientManifestVersion", "2.0 or 2.2", word);
    };
  }

  static String of(OutputModule.Kind kind) {
    return switch (kind) {
      case SINK -> "sink";
      case SOURCE -> "source";
    };
  }

  static OutputModule.Kind moduleKind(String word) throws ProblemException {
    return switch (word) {
      case "sink" -> OutputModule.Kind.SINK;
      case "source" -> OutputModule.Kind.SOURCE;
      default -> throw Scalars.wrong("Module@type", "sink or source", word);
    };
  }

  static String of(ArchiveSettings.OnDiskFailure onFailure) {
    return switch (onFailure) {
      case ERROR -> "Error";
      case CONTINUE -> "Continue";
    };
  }

  static ArchiveSettings.OnDiskFailure onDiskFailure(String word) throws ProblemException {
    return switch (word) {
      case "Error" -> ArchiveSettings.OnDiskFailure.ERROR;
      case "Continue" -> ArchiveSettings.OnDiskFailure.CONTINUE;
      default -> throw Scalars.wrong("OnDiskFailure", "Error or Continue", word);
    };
  }
}
