package org.smoothlab.server.origin;

/** Whether a source may speak. */
public sealed interface Admission {
  /** It may. */
  record Admitted(Source source) implements Admission {}

  /** It may not. */
  record Denied(Refusal refusal) implements Admission {}
}
