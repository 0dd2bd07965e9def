package org.smoothlab.server.access;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that is decided by.
 *
 * @param rules the first that matches the path and speaks of the right decides; none: nobody has it
 * @param accounts who can log in
 * @param keys what signs URLs, by id; several at a time so that they can be changed one by one
 * @param options the rest
 */
public record AccessPolicy(
    List<AccessRule> rules, Accounts accounts, Map<String, SigningKey> keys, Options options) {
  /** Whoever comes may publish, watch and syndicate; nobody may manage. */
  public static final AccessPolicy OPEN =
      new AccessPolicy(
          List.of(
              new AccessRule(
                  PathPattern.EVERYTHING,
                  Map.of(
                      Right.PUBLISH, List.of(new Grantee.Anyone()),
                      Right.SYNDICATE, List.of(new Grantee.Anyone()),
                      Right.WATCH, List.of(new Grantee.Anyone())))),
          Accounts.NONE,
          Map.of(),
          Options.DEFAULT);

  public AccessPolicy {
    rules = List.copyOf(rules);
    keys = Map.copyOf(keys);
  }

  /**
   * @param realm told to whom must log in
   * @param credentialsWithoutTls whether passwords and tokens are also taken over plain connections
   *     from elsewhere; from this machine they always are
   * @param metrics who may read {@code /metrics}
   * @param openManagement whether local callers may manage without a login: for demonstrations
   */
  public record Options(
      String realm, boolean credentialsWithoutTls, MetricsDoor metrics, boolean openManagement) {
    /** Passwords over TLS only, metrics for this machine, management closed. */
    public static final Options DEFAULT = new Options("Smoothlab", false, MetricsDoor.LOCAL, false);

    public Options {
      if (!realm.matches("[ !#-\\[\\]-~]{1,64}")) {
        throw new IllegalArgumentException(
            "a realm has 1..64 ASCII characters, without \" and \\; came: " + realm);
      }
    }
  }

  /** Who may read {@code /metrics}. */
  public enum MetricsDoor {
    /** Everybody. */
    ANYONE,
    /** Callers on this machine, and who may manage. */
    LOCAL,
    /** Who may manage. */
    MANAGERS
  }

  /** The same signed with these keys. */
  public AccessPolicy withKeys(List<SigningKey> newKeys) {
    return new AccessPolicy(
        rules,
        accounts,
        newKeys.stream().collect(Collectors.toMap(SigningKey::id, Function.identity())),
        options);
  }

  /** The same, with management open to local callers or not. */
  public AccessPolicy withOpenManagement(boolean open) {
    return new AccessPolicy(
        rules,
        accounts,
        keys,
        new Options(options.realm, options.credentialsWithoutTls, options.metrics, open));
  }

  /** Who the rules give the right to at a path; nobody when no rule speaks of it. */
  public List<Grantee> grantees(Right right, String path) {
    return rules.stream()
        .filter(rule -> rule.grants().containsKey(right) && rule.paths().matches(path))
        .findFirst()
        .map(rule -> rule.grants().get(right))
        .orElse(List.of());
  }

  /** Whether the rules give the right to this one. */
  boolean grants(Principal principal, Right right, String path) {
    if (principal instanceof Principal.Local) {
      return options.openManagement && right.isManagement();
    }
    // By index: this is asked for every fragment of every viewer, and must leave nothing behind.
    for (int at = 0; at < rules.size(); at++) {
      AccessRule rule = rules.get(at);
      List<Grantee> grantees = rule.grants().get(right);
      if (grantees != null && rule.paths().matches(path)) {
        return includes(grantees, principal);
      }
    }
    return false;
  }

  private static boolean includes(List<Grantee> grantees, Principal principal) {
    for (int at = 0; at < grantees.size(); at++) {
      if (grantees.get(at).includes(principal)) {
        return true;
      }
    }
    return false;
  }
}
