package org.smoothlab.media.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.smoothlab.media.bytes.MediaException;

/** Feeds readers what they must survive. */
public final class Hostile {
  private static final int MESSAGE_CHARS_MAX = 1000;

  private Hostile() {}

  /** Something that reads bytes from outside. */
  @FunctionalInterface
  public interface Reading {
    Object read() throws MediaException;
  }

  /** Whatever else is thrown fails the test; a message must be there and short. */
  public static void onlyMediaException(Reading reading) {
    try {
      assertThat(reading.read()).isNotNull();
    } catch (MediaException e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(MESSAGE_CHARS_MAX);
    }
  }
}
