package org.smoothlab.simulator.content;

/**
 * The size of a picture.
 *
 * @param widthPixels above 0
 * @param heightPixels above 0
 */
record PictureSize(int widthPixels, int heightPixels) {
  /** Below this no encoder works. */
  private static final int SIDE_PIXELS_MIN = 16;

  /** Pictures longer than so many of their breadths are made smaller. */
  private static final int LONG_SIDES_MAX = 4;

  PictureSize {
    if (widthPixels < 1 || heightPixels < 1) {
      throw new IllegalArgumentException("a picture of " + widthPixels + "x" + heightPixels);
    }
  }

  int shortPixels() {
    return Math.min(widthPixels, heightPixels);
  }

  private int longPixels() {
    return Math.max(widthPixels, heightPixels);
  }

  long pixelCount() {
    return (long) widthPixels * heightPixels;
  }

  PictureSize turned() {
    return new PictureSize(/* widthPixels= */ heightPixels, /* heightPixels= */ widthPixels);
  }

  /**
   * The size with square pixels.
   *
   * @param aspectRatio of a pixel, {@code 16:11}; anything else is that of a square
   */
  PictureSize squared(String aspectRatio) {
    if (!aspectRatio.matches("[1-9]\\d{0,5}:[1-9]\\d{0,5}")) {
      return this;
    }
    String[] parts = aspectRatio.split(":", -1);
    long width =
        Math.round(widthPixels * Double.parseDouble(parts[0]) / Integer.parseInt(parts[1]));
    return new PictureSize(Math.clamp(width, 1, 1 << 15), heightPixels);
  }

  /**
   * The same picture, smaller: with a short side of at most so much, and both sides even, as the
   * colours of H.264 are half as many.
   */
  PictureSize within(int shortPixelsMax) {
    double factor =
        Math.min(
            1,
            Math.min(
                (double) shortPixelsMax / shortPixels(),
                (double) shortPixelsMax * LONG_SIDES_MAX / longPixels()));
    return new PictureSize(
        even(widthPixels * factor, widthPixels), even(heightPixels * factor, heightPixels));
  }

  private static int even(double pixels, int pixelsMax) {
    int nearest = Math.min((int) Math.round(pixels / 2), pixelsMax / 2) * 2;
    return Math.max(SIDE_PIXELS_MIN, nearest);
  }

  @Override
  public String toString() {
    return widthPixels + "x" + heightPixels;
  }
}
