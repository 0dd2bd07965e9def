package org.smoothlab.server.management;

import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;

/** Reads what clients send. */
public final class ManagementReader {
  /** Bodies are documents of a few pages; nobody has a reason to send more. */
  public static final int BODY_BYTES_MAX = 256 * 1024;

  private ManagementReader() {}

  /**
   * The settings that a body brings, whole.
   *
   * @param before what holds until now; {@link PointSettings#DEFAULT} for a new point
   */
  public static PointSettings settings(Form form, Slice body, PointSettings before)
      throws ProblemException {
    return SettingsReader.read(payload(form, body, Payload.SETTINGS), before);
  }

  /** The state that a body asks for. */
  public static Target target(Form form, Slice body) throws ProblemException {
    return StateDocument.read(payload(form, body, Payload.STATE));
  }

  private static Value.Group payload(Form form, Slice body, Payload wanted)
      throws ProblemException {
    return switch (form) {
      case XML -> Atom.read(body, wanted);
      case JSON -> JsonForm.read(body, wanted.member(), wanted.shape());
    };
  }
}
