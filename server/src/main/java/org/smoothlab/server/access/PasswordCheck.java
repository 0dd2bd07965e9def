package org.smoothlab.server.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Checks passwords, few at a time, and remembers for a while which were right: a viewer's every
 * fragment must not cost a bcrypt. Safe for threads.
 */
final class PasswordCheck {
  /** Checks at a time: each takes a core. */
  static final int CHECKS_MAX = 2;

  /** Requests that wait for a check; one more is told to come again. */
  static final int WAITING_MAX = 64;

  /** Passwords known to be right; at the bound the one not used for longest is forgotten. */
  static final int REMEMBERED_MAX = 10_000;

  /** How long a right password is known without looking again. */
  static final long REMEMBERED_NANOS = 300_000_000_000L;

  /**
   * Checked when there is no such user, so that the time tells nothing; nobody has its password.
   */
  private static final String NOBODY =
      "$2y$10$" + "abcdefghijklmnopqrstuu" + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcde";

  /** What came of a check. */
  enum Verdict {
    RIGHT,
    WRONG,
    /** Too many wait already. */
    BUSY
  }

  private final Semaphore checks = new Semaphore(CHECKS_MAX, true);
  private final AtomicInteger insideCount = new AtomicInteger();
  private final Map<String, Long> rightUntilNanos =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  /** Whether this login was found right a short time ago; costs next to nothing. */
  boolean isRemembered(String user, String password, Accounts accounts, long nowNanos) {
    String hash = accounts.passwordHashes().get(user);
    return hash != null && isRemembered(key(user, password, hash), nowNanos);
  }

  /** Checks a login; may take a hundred milliseconds, and waits for its turn. */
  Verdict check(String user, String password, Accounts accounts, long nowNanos) {
    if (insideCount.incrementAndGet() > CHECKS_MAX + WAITING_MAX) {
      insideCount.decrementAndGet();
      return Verdict.BUSY;
    }
    checks.acquireUninterruptibly();
    try {
      return checkNow(user, password, accounts, nowNanos);
    } finally {
      checks.release();
      insideCount.decrementAndGet();
    }
  }

  private Verdict checkNow(String user, String password, Accounts accounts, long nowNanos) {
    String hash = accounts.passwordHashes().get(user);
    if (hash == null) {
      // Whatever it says: nobody is nobody.
      var _ = Passwords.matches(password, NOBODY);
      return Verdict.WRONG;
    }
    String key = key(user, password, hash);
    // A player asks for audio and video at once: the second finds what the first found out.
    if (isRemembered(key, nowNanos)) {
      return Verdict.RIGHT;
    }
    if (!Passwords.matches(password, hash)) {
      return Verdict.WRONG;
    }
    synchronized (rightUntilNanos) {
      rightUntilNanos.put(key, nowNanos + REMEMBERED_NANOS);
    }
    return Verdict.RIGHT;
  }

  private boolean isRemembered(String key, long nowNanos) {
    synchronized (rightUntilNanos) {
      Long untilNanos = rightUntilNanos.get(key);
      if (untilNanos == null) {
        return false;
      }
      if (nowNanos - untilNanos >= 0) {
        rightUntilNanos.remove(key);
        return false;
      }
      return true;
    }
  }

  /** The user's hash salts it, and makes it worthless when the password is changed. */
  private static String key(String user, String password, String hash) {
    return Digests.sha256(hash + '\n' + user + '\n' + password);
  }

  /** How many logins are remembered. */
  int rememberedCount() {
    synchronized (rightUntilNanos) {
      return rightUntilNanos.size();
    }
  }
}
