package org.smoothlab.simulator.scenario;

import java.util.List;

/**
 * Whom an origin of a scenario lets do what.
 *
 * @param publish encoders that may send to it, and origins that may push
 * @param syndicate origins that may pull from it
 * @param watch kinds of viewers that may watch
 */
public record Rights(Group publish, Group syndicate, Group watch) {
  /** Whoever comes may do everything. */
  static final Rights OPEN = new Rights(Group.ANYONE, Group.ANYONE, Group.ANYONE);

  /**
   * Who has a right.
   *
   * @param open whether it is everybody's, also of who does not say a name
   * @param names of those who have it otherwise
   */
  public record Group(boolean open, List<String> names) {
    /** Everybody. */
    static final Group ANYONE = new Group(true, List.of());

    public Group {
      names = List.copyOf(names);
    }

    /** These and nobody else. */
    static Group of(List<String> names) {
      return new Group(false, names);
    }

    boolean includes(String name) {
      return open || names.contains(name);
    }
  }
}
