package org.smoothlab.server.origin;

/** What a role of a publishing point does now. */
public enum RoleState {
  /** Off by its settings, or nothing this origin can do. */
  DISABLED,
  /** On, and not at work. */
  STOPPED,
  /** At work. */
  STARTED
}
