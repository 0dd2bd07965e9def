package org.smoothlab.server.management;

/** What an entry is about. */
enum Payload {
  SETTINGS("Settings", Shapes.SETTINGS),
  STATE("State", Shapes.STATE),
  STATISTICS("Statistics", Shapes.STATISTICS);

  private final String element;

  @SuppressWarnings("ImmutableEnumChecker") // shapes are records of copied lists
  private final Shape.Group shape;

  Payload(String element, Shape.Group shape) {
    this.element = element;
    this.shape = shape;
  }

  /** Its element in {@code SmoothStreaming}. */
  String element() {
    return element;
  }

  /** Its member in JSON. */
  String member() {
    return Shape.element(element, shape).jsonName();
  }

  Shape.Group shape() {
    return shape;
  }
}
