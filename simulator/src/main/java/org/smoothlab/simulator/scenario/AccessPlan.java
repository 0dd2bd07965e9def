package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.access.AccessRule;
import org.smoothlab.server.access.Accounts;
import org.smoothlab.server.access.Grantee;
import org.smoothlab.server.access.Passwords;
import org.smoothlab.server.access.PathPattern;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.relay.Credentials;

/**
 * What the origins of a scenario know of everybody, and whom they let do what. An origin knows all
 * names, also of those who may do nothing there: they are refused for what they are, not for what
 * they mistyped.
 */
final class AccessPlan {
  /** Of its own folder, where an origin is a process. */
  static final String ACCESS_FILE = "access.yaml";

  /** Beside it. */
  static final String CREDENTIALS_FILE = "credentials.yaml";

  private static final String USERS_FILE = "users.htpasswd";

  private final Scenario.Topology topology;
  private final Logins logins;
  private final Map<String, String> passwordHashes = new LinkedHashMap<>();
  private final Map<String, String> tokenHashes = new LinkedHashMap<>();

  AccessPlan(Scenario.Topology topology) {
    this.topology = topology;
    this.logins = new Logins(topology);
    if (!topology.isOpen()) {
      topology.encoders().forEach(encoder -> addToken(Identity.ofEncoder(encoder.name())));
      topology.viewers().forEach(viewers -> addToken(Identity.ofViewers(viewers.name())));
      addToken(Identity.INSPECTOR);
      for (Scenario.PlannedOrigin origin : topology.origins()) {
        Identity identity = Identity.ofOrigin(origin.name());
        String hash = Passwords.hash(identity.proof(), Passwords.COST_MIN);
        passwordHashes.put(identity.account(), hash);
      }
    }
  }

  private void addToken(Identity identity) {
    tokenHashes.put(identity.account(), Accounts.tokenHash(identity.proof()));
  }

  /** What everybody says to be let in. */
  Logins logins() {
    return logins;
  }

  /** What an origin decides by. */
  AccessPolicy policy(Scenario.PlannedOrigin origin) {
    if (topology.isOpen()) {
      return AccessPolicy.OPEN;
    }
    Rights rights = origin.rights();
    List<Grantee> watching =
        new ArrayList<>(grantees(rights.watch(), kind -> Identity.ofViewers(kind).asToken()));
    watching.add(Identity.INSPECTOR.asToken());
    AccessRule rule =
        new AccessRule(
            PathPattern.EVERYTHING,
            Map.of(
                Right.PUBLISH, grantees(rights.publish(), this::publisher),
                Right.SYNDICATE,
                    grantees(rights.syndicate(), name -> Identity.ofOrigin(name).asUser()),
                Right.WATCH, watching));
    AccessPolicy.Options usual = AccessPolicy.Options.DEFAULT;
    // There is no TLS between the hosts of a scenario.
    AccessPolicy.Options options =
        new AccessPolicy.Options(usual.realm(), true, usual.metrics(), usual.openManagement());
    return new AccessPolicy(
        List.of(rule), new Accounts(passwordHashes, tokenHashes), Map.of(), options);
  }

  private static List<Grantee> grantees(Rights.Group group, Function<String, Grantee> named) {
    return group.open()
        ? List.of(new Grantee.Anyone())
        : group.names().stream().map(named).toList();
  }

  /** No encoder has the name of an origin. */
  private Grantee publisher(String name) {
    return topology.origin(name).isPresent()
        ? Identity.ofOrigin(name).asUser()
        : Identity.ofEncoder(name).asToken();
  }

  /**
   * Writes the files of an origin that is started with some; none if nobody is asked.
   *
   * @param folder of the origin alone
   */
  void write(Scenario.PlannedOrigin origin, Path folder) throws IOException {
    if (topology.isOpen()) {
      return;
    }
    AccessPolicy policy = policy(origin);
    Files.writeString(folder.resolve(ACCESS_FILE), accessText(policy));
    StringBuilder users = new StringBuilder();
    policy.accounts().passwordHashes().forEach((name, hash) -> line(users, name + ":" + hash));
    Files.writeString(folder.resolve(USERS_FILE), users);
    Path credentials = folder.resolve(CREDENTIALS_FILE);
    Files.writeString(credentials, credentialsText(logins.credentials(origin.name())));
    PosixFileAttributeView view =
        Files.getFileAttributeView(credentials, PosixFileAttributeView.class);
    if (view != null) {
      // Origins do not take passwords that others may read.
      view.setPermissions(PosixFilePermissions.fromString("rw-------"));
    }
  }

  private static String accessText(AccessPolicy policy) {
    StringBuilder text = new StringBuilder();
    line(text, "realm: " + policy.options().realm());
    line(text, "credentialsWithoutTls: " + policy.options().credentialsWithoutTls());
    line(text, "users: " + USERS_FILE);
    line(text, "tokens:");
    policy
        .accounts()
        .tokenHashes()
        .forEach((name, hash) -> line(text, "  - {name: " + name + ", sha256: " + hash + "}"));
    line(text, "rules:");
    for (AccessRule rule : policy.rules()) {
      line(text, "  - path: " + rule.paths().text());
      rule.grants()
          .forEach((right, grantees) ->
              line(
                  text,
                  "    "
                      + right.text()
                      + ": ["
                      + String.join(
                          ", ", grantees.stream().map(one -> '"' + one.text() + '"').toList())
                      + "]"));
    }
    return text.toString();
  }

  private static String credentialsText(Credentials credentials) {
    StringBuilder text = new StringBuilder();
    line(text, "credentials:");
    credentials
        .logins()
        .forEach((name, login) ->
            line(
                text,
                "  - {name: %s, user: %s, password: %s}"
                    .formatted(name, login.user(), login.password())));
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
