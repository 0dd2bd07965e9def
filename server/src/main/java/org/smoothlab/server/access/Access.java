package org.smoothlab.server.access;

import java.util.List;
import java.util.Optional;
import org.smoothlab.server.origin.WallClock;

/**
 * Decides who may do what: credentials and the time in, a decision out. Safe for threads. A call
 * with a new password may take as long as its hash costs; every other is quick.
 *
 * <p>Failed logins are slowed by refusing the next ones with a time to come back at, per address
 * and per user. They are not answered late: a late answer holds a connection of ours as long as one
 * of theirs, and many side by side are not slowed at all. A login that was right a short time ago
 * is never slowed, so that nobody can lock a running encoder or viewer out by guessing.
 */
public final class Access {
  /** The longest that logins from one address are not looked at. */
  static final long ADDRESS_DELAY_NANOS_MAX = 300_000_000_000L;

  /** The same for a user: shorter, because others can bring it upon them. */
  static final long USER_DELAY_NANOS_MAX = 30_000_000_000L;

  private static final long SECOND = 1_000_000_000L;
  private static final Principal ANYBODY = new Principal.Anonymous();
  private static final Principal LOCAL = new Principal.Local();

  private final WallClock clock;
  private final AccessSink sink;
  private final PasswordCheck passwords = new PasswordCheck();
  private final LoginThrottle addresses = new LoginThrottle(ADDRESS_DELAY_NANOS_MAX);
  private final LoginThrottle users = new LoginThrottle(USER_DELAY_NANOS_MAX);
  private volatile AccessPolicy policy;

  /**
   * @param policy until another comes
   * @param clock tells when signed URLs are over
   * @param sink is told what happens
   */
  public Access(AccessPolicy policy, WallClock clock, AccessSink sink) {
    this.policy = policy;
    this.clock = clock;
    this.sink = sink;
  }

  /** Decides by another policy from now on. Passwords that did not change stay known. */
  public void replace(AccessPolicy newPolicy) {
    policy = newPolicy;
  }

  /** What is decided by. */
  public AccessPolicy policy() {
    return policy;
  }

  /**
   * Whether a request may go on.
   *
   * @param path decoded path of the publishing point or page that it is about
   */
  public Decision decide(Approach approach, Right right, String path, long nowNanos) {
    return new Hearing(policy, approach, right, path).decide(nowNanos);
  }

  /** Whether the rules give a right to somebody who is known already. */
  public boolean permits(Principal principal, Right right, String path) {
    return policy.grants(principal, right, path);
  }

  /** Whether a path is open to everybody, so that answers may be kept by caches for all. */
  public boolean isOpen(Right right, String path) {
    return policy.grants(ANYBODY, right, path);
  }

  /** Whether this caller may read {@code /metrics} without any right. */
  public boolean showsMetricsTo(Caller caller) {
    return switch (policy.options().metrics()) {
      case ANYONE -> true;
      case LOCAL -> caller.local();
      case MANAGERS -> false;
    };
  }

  /** Values for {@code WWW-Authenticate}, one field each. */
  public List<String> schemes() {
    return schemes(policy);
  }

  private static List<String> schemes(AccessPolicy policy) {
    String realm = "realm=\"" + policy.options().realm() + "\"";
    return List.of("Basic " + realm + ", charset=\"UTF-8\"", "Bearer " + realm);
  }

  /** One request before the policy of its moment. */
  private final class Hearing {
    private final AccessPolicy policy;
    private final Approach approach;
    private final Right right;
    private final String path;

    Hearing(AccessPolicy policy, Approach approach, Right right, String path) {
      this.policy = policy;
      this.approach = approach;
      this.right = right;
      this.path = path;
    }

    Decision decide(long nowNanos) {
      // What is open to all asks nobody who they are; who manages is always asked.
      if (!right.isManagement() && policy.grants(ANYBODY, right, path)) {
        return new Decision.Allowed(ANYBODY);
      }
      if (approach.signature().isPresent() && !right.isManagement()) {
        return signed(approach.signature().get(), nowNanos);
      }
      Credentials credentials = Credentials.read(approach.authorization());
      if (!(credentials instanceof Credentials.None) && !takesCredentials()) {
        return new Decision.Denied(ANYBODY, "passwords and tokens are taken over TLS only");
      }
      return switch (credentials) {
        case Credentials.None() -> anonymous();
        case Credentials.Malformed(String reason) -> malformed(reason, nowNanos);
        case Credentials.Bearer(String token) -> bearer(token, nowNanos);
        case Credentials.Basic basic -> basic(basic, nowNanos);
      };
    }

    private boolean takesCredentials() {
      Caller caller = approach.caller();
      return caller.secure() || caller.local() || policy.options().credentialsWithoutTls();
    }

    private Decision anonymous() {
      if (approach.caller().local() && policy.grants(LOCAL, right, path)) {
        return new Decision.Allowed(LOCAL);
      }
      if (policy.grants(ANYBODY, right, path)) {
        return new Decision.Allowed(ANYBODY);
      }
      // Who is asked to log in would send the password in clear.
      return takesCredentials()
          ? new Decision.Challenge(schemes(policy), "a login is needed")
          : new Decision.Denied(ANYBODY, "a login is needed, which is taken over TLS only");
    }

    private Decision malformed(String reason, long nowNanos) {
      Optional<Decision> slowed = slowed("", nowNanos);
      if (slowed.isPresent()) {
        return slowed.get();
      }
      return failed("", AccessEvent.LoginFault.MALFORMED, reason, nowNanos);
    }

    private Decision bearer(String token, long nowNanos) {
      Optional<Decision> slowed = slowed("", nowNanos);
      Optional<String> name = policy.accounts().findToken(token);
      if (name.isPresent()) {
        return known(new Principal.Token(name.get()));
      }
      return slowed.orElseGet(
          () -> failed("", AccessEvent.LoginFault.TOKEN, "no such token", nowNanos));
    }

    private Decision basic(Credentials.Basic login, long nowNanos) {
      Accounts accounts = policy.accounts();
      Principal user = new Principal.User(login.user());
      if (passwords.isRemembered(login.user(), login.password(), accounts, nowNanos)) {
        return known(user);
      }
      Optional<Decision> slowed = slowed(login.user(), nowNanos);
      if (slowed.isPresent()) {
        return slowed.get();
      }
      return switch (passwords.check(login.user(), login.password(), accounts, nowNanos)) {
        case RIGHT -> {
          users.succeeded(login.user());
          yield known(user);
        }
        case WRONG ->
            failed(
                login.user(),
                AccessEvent.LoginFault.PASSWORD,
                "no such user, or another password",
                nowNanos);
        case BUSY -> throttled(SECOND);
      };
    }

    private Decision known(Principal principal) {
      return policy.grants(principal, right, path)
          ? new Decision.Allowed(principal)
          : denied(principal, principal.text() + " has not the right " + right.text());
    }

    private Decision denied(Principal principal, String reason) {
      sink.accept(new AccessEvent.Denied(address(), principal, right, path));
      return new Decision.Denied(principal, reason);
    }

    private Decision signed(String text, long nowNanos) {
      Optional<UrlSignature> read = UrlSignature.read(text, path);
      if (read.isEmpty()) {
        return unsigned("", AccessEvent.SignatureFault.MALFORMED, "is malformed");
      }
      UrlSignature.Terms terms = read.get().terms();
      SigningKey key = policy.keys().get(terms.keyId());
      if (key == null || !read.get().isBy(key)) {
        return unsigned(
            terms.keyId(), AccessEvent.SignatureFault.WRONG, "does not hold for this path");
      }
      if (clock.at(nowNanos).getEpochSecond() >= terms.expirySeconds()) {
        return unsigned(terms.keyId(), AccessEvent.SignatureFault.EXPIRED, "has expired");
      }
      if (terms.right() != right || !key.scope().includes(right, path)) {
        return unsigned(
            terms.keyId(),
            AccessEvent.SignatureFault.OUT_OF_SCOPE,
            "does not give the right " + right.text());
      }
      return new Decision.Allowed(new Principal.SignedUrl(terms.keyId()));
    }

    private Decision unsigned(String keyId, AccessEvent.SignatureFault fault, String what) {
      sink.accept(new AccessEvent.SignatureRefused(address(), keyId, fault));
      return new Decision.Denied(ANYBODY, "the signed URL " + what);
    }

    private Optional<Decision> slowed(String user, long nowNanos) {
      long waitNanos = addresses.waitNanos(address(), nowNanos);
      if (!user.isEmpty()) {
        waitNanos = Math.max(waitNanos, users.waitNanos(user, nowNanos));
      }
      return waitNanos == 0 ? Optional.empty() : Optional.of(throttled(waitNanos));
    }

    private Decision throttled(long waitNanos) {
      sink.accept(new AccessEvent.Throttled(address()));
      return new Decision.Throttled(Math.max(1, Math.ceilDiv(waitNanos, SECOND)));
    }

    private Decision failed(
        String user, AccessEvent.LoginFault fault, String reason, long nowNanos) {
      sink.accept(new AccessEvent.LoginFailed(address(), user, fault));
      slow(addresses.failed(address(), nowNanos), "");
      if (!user.isEmpty()) {
        slow(users.failed(user, nowNanos), user);
      }
      return new Decision.Challenge(schemes(policy), reason);
    }

    private void slow(long delayNanos, String user) {
      if (delayNanos > 0) {
        sink.accept(new AccessEvent.Slowed(address(), user, delayNanos));
      }
    }

    private String address() {
      return approach.caller().address();
    }
  }
}
