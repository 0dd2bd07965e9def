package org.smoothlab.server.origin;

/**
 * How much of something a point holds.
 *
 * @param what in words
 * @param amount now
 * @param amountMax never more
 */
public record Holding(String what, long amount, long amountMax) {
  /** Whether the bound holds. */
  public boolean isWithinBound() {
    return amount <= amountMax;
  }
}
