package org.smoothlab.server.access;

/** What a caller may be allowed to do at a path. */
public enum Right {
  /** Send streams to a publishing point: POST and PUT of encoders and of pushing servers. */
  PUBLISH("publish"),
  /** Read settings, state, statistics and the pages about the server. */
  MANAGE_READ("manageRead"),
  /** Create, change, start, stop and delete publishing points. */
  MANAGE_WRITE("manageWrite"),
  /** Fetch streams as another server does. */
  SYNDICATE("syndicate"),
  /** Fetch manifests and fragments. */
  WATCH("watch");

  private final String text;

  Right(String text) {
    this.text = text;
  }

  /** As access files, signed URLs and logs write it. */
  public String text() {
    return text;
  }

  /** Whether it is about the server rather than about media. */
  public boolean isManagement() {
    return this == MANAGE_READ || this == MANAGE_WRITE;
  }
}
