package org.smoothlab.simulator.content;

/**
 * One picture size and bitrate of a ladder.
 *
 * @param widthPixels a multiple of 40, so that the cells of the {@link FrameStamp} are whole and
 *     even
 * @param heightPixels even, 9/16 of the width within 2 pixels
 * @param bitrateBps what the encoder aims at and the track is called by; above 0
 */
public record Rung(int widthPixels, int heightPixels, int bitrateBps) {
  public Rung {
    if (widthPixels < 160 || widthPixels > 3840 || widthPixels % 40 != 0) {
      throw new IllegalArgumentException(
          "widthPixels is no multiple of 40 in 160..3840: " + widthPixels);
    }
    if (heightPixels % 2 != 0 || Math.abs(widthPixels * 9 / 16 - heightPixels) > 2) {
      throw new IllegalArgumentException(
          "heightPixels is odd or not 9/16 of " + widthPixels + ": " + heightPixels);
    }
    if (bitrateBps < 1) {
      throw new IllegalArgumentException("bitrateBps is below 1: " + bitrateBps);
    }
  }
}
