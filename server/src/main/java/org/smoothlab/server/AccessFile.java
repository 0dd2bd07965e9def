package org.smoothlab.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.access.AccessPolicy.MetricsDoor;
import org.smoothlab.server.access.AccessRule;
import org.smoothlab.server.access.Accounts;
import org.smoothlab.server.access.Grantee;
import org.smoothlab.server.access.PathPattern;
import org.smoothlab.server.access.Principal;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.access.SigningKey;

/**
 * Who may do what, from a YAML file and what it names. Its form is in {@code docs/access.md}.
 *
 * @param policy what it says
 * @param files all files that were read for it
 */
public record AccessFile(AccessPolicy policy, List<Path> files) {
  /** The largest file that is read. */
  static final long BYTES_MAX = 16L << 20;

  private static final String MANAGE = "manage";
  private static final Map<String, MetricsDoor> METRICS =
      Map.of(
          "anyone", MetricsDoor.ANYONE,
          "local", MetricsDoor.LOCAL,
          "managers", MetricsDoor.MANAGERS);

  /**
   * Reads a file and those that it names, relative to its folder.
   *
   * @throws IOException if one cannot be read or is not right; the message says which, in which
   *     line, at which key, and never quotes a secret
   */
  public static AccessFile read(Path file) throws IOException {
    Reading reading = new Reading(file);
    return new AccessFile(reading.policy(), List.copyOf(reading.files));
  }

  /** One reading of the file. */
  private static final class Reading {
    private final Path file;
    private final List<Path> files = new ArrayList<>();

    Reading(Path file) {
      this.file = file.toAbsolutePath().normalize();
    }

    AccessPolicy policy() throws IOException {
      YamlNode.Fields top = YamlNode.read(file.toString(), text(file));
      top.requireOnly(
          Set.of("realm", "credentialsWithoutTls", "metrics", "users", "tokens", "keys", "rules"));
      Accounts accounts = new Accounts(users(top), tokens(top));
      Map<String, SigningKey> keys = keys(top);
      return new AccessPolicy(rules(top, accounts), accounts, keys, options(top));
    }

    private AccessPolicy.Options options(YamlNode.Fields top) throws WrongFileException {
      AccessPolicy.Options defaults = AccessPolicy.Options.DEFAULT;
      String metrics = top.text("metrics", "local");
      if (!METRICS.containsKey(metrics)) {
        throw place(top, "metrics").wrong("expected anyone, local or managers, found " + metrics);
      }
      try {
        return new AccessPolicy.Options(
            top.text("realm", defaults.realm()),
            flag(top, "credentialsWithoutTls"),
            METRICS.get(metrics),
            false);
      } catch (IllegalArgumentException e) {
        throw place(top, "realm").wrong(messageOf(e));
      }
    }

    private static boolean flag(YamlNode.Fields fields, String key) throws WrongFileException {
      String text = fields.text(key, "false");
      if (!text.equals("true") && !text.equals("false")) {
        throw place(fields, key).wrong("expected true or false, found " + text);
      }
      return text.equals("true");
    }

    private Map<String, String> users(YamlNode.Fields top) throws IOException {
      Optional<YamlNode> users = top.find("users");
      if (users.isEmpty()) {
        return Map.of();
      }
      Path usersFile = sibling(users.get().asText());
      return UsersFile.read(usersFile.toString(), text(usersFile).lines().toList());
    }

    private static Map<String, String> tokens(YamlNode.Fields top) throws WrongFileException {
      Map<String, String> hashes = new LinkedHashMap<>();
      for (YamlNode item : items(top, "tokens")) {
        YamlNode.Fields token = item.asFields();
        token.requireOnly(Set.of("name", "sha256"));
        String hash = token.text("sha256");
        if (!hash.matches("[0-9a-f]{64}")) {
          throw place(token, "sha256").wrong("expected 64 lower-case hexadecimal digits");
        }
        if (hashes.put(token.text("name"), hash) != null) {
          throw place(token, "name").wrong(token.text("name") + " comes twice");
        }
      }
      return hashes;
    }

    private Map<String, SigningKey> keys(YamlNode.Fields top) throws IOException {
      Map<String, SigningKey> keys = new LinkedHashMap<>();
      for (YamlNode item : items(top, "keys")) {
        YamlNode.Fields key = item.asFields();
        key.requireOnly(Set.of("id", "secret", "secretFile", "rights", "path"));
        String id = key.text("id");
        try {
          byte[] secret = Base64.getUrlDecoder().decode(secret(key));
          if (keys.put(id, new SigningKey(id, secret, scope(key))) != null) {
            throw place(key, "id").wrong(id + " comes twice");
          }
        } catch (IllegalArgumentException e) {
          // The decoder quotes a character of the secret: its words stay here.
          String what = String.valueOf(e.getMessage());
          throw key.place()
              .wrong(what.contains("base64") ? "a secret that is not base64url" : what);
        }
      }
      return keys;
    }

    /** In base64 or base64url, padded or not. */
    private String secret(YamlNode.Fields key) throws IOException {
      boolean inFile = key.find("secretFile").isPresent();
      if (inFile == key.find("secret").isPresent()) {
        throw key.place().wrong("expected either secret or secretFile");
      }
      String text = inFile ? text(sibling(key.text("secretFile"))) : key.text("secret");
      return text.strip().replace('+', '-').replace('/', '_');
    }

    private static SigningKey.Scope scope(YamlNode.Fields key) throws WrongFileException {
      Set<Right> rights = EnumSet.noneOf(Right.class);
      for (YamlNode item : items(key, "rights")) {
        Right right = right(item.asText(), item.place());
        if (right.isManagement()) {
          throw item.place().wrong("management is not given by signed URLs");
        }
        rights.add(right);
      }
      return new SigningKey.Scope(
          rights.isEmpty() ? SigningKey.Scope.ALL.rights() : rights,
          pattern(key, PathPattern.EVERYTHING.text()));
    }

    private static List<AccessRule> rules(YamlNode.Fields top, Accounts accounts)
        throws WrongFileException {
      List<AccessRule> rules = new ArrayList<>();
      for (YamlNode item : items(top, "rules")) {
        YamlNode.Fields rule = item.asFields();
        rule.text("path");
        Map<Right, List<Grantee>> grants = new EnumMap<>(Right.class);
        for (Map.Entry<String, YamlNode> entry : rule.nodes().entrySet()) {
          if (!entry.getKey().equals("path")) {
            List<Grantee> grantees = grantees(entry.getValue(), accounts);
            for (Right right : rights(entry.getKey(), entry.getValue().place())) {
              grants.merge(
                  right,
                  grantees,
                  (one, other) ->
                      java.util.stream.Stream.of(one, other).flatMap(List::stream).toList());
            }
          }
        }
        rules.add(new AccessRule(pattern(rule, ""), grants));
      }
      return rules;
    }

    private static List<Right> rights(String key, YamlNode.Place place) throws WrongFileException {
      return key.equals(MANAGE)
          ? List.of(Right.MANAGE_READ, Right.MANAGE_WRITE)
          : List.of(right(key, place));
    }

    private static Right right(String text, YamlNode.Place place) throws WrongFileException {
      for (Right right : Right.values()) {
        if (right.text().equals(text)) {
          return right;
        }
      }
      throw place.wrong(
          "is no right, expected publish, watch, syndicate, manage, manageRead or manageWrite");
    }

    private static List<Grantee> grantees(YamlNode node, Accounts accounts)
        throws WrongFileException {
      List<Grantee> grantees = new ArrayList<>();
      for (YamlNode item : node.asItems()) {
        grantees.add(grantee(item.asText(), item.place(), accounts));
      }
      return grantees;
    }

    private static Grantee grantee(String text, YamlNode.Place place, Accounts accounts)
        throws WrongFileException {
      if (text.equals("anyone")) {
        return new Grantee.Anyone();
      }
      if (text.equals("authenticated")) {
        return new Grantee.Authenticated();
      }
      String name = text.substring(text.indexOf(':') + 1);
      boolean user = text.startsWith("user:");
      if (!user && !text.startsWith("token:")) {
        throw place.wrong("expected anyone, authenticated, user:NAME or token:NAME, found " + text);
      }
      Set<String> known =
          user ? accounts.passwordHashes().keySet() : accounts.tokenHashes().keySet();
      if (!known.contains(name)) {
        throw place.wrong(text + " is not among the " + (user ? "users" : "tokens"));
      }
      return new Grantee.One(user ? new Principal.User(name) : new Principal.Token(name));
    }

    private static PathPattern pattern(YamlNode.Fields fields, String otherwise)
        throws WrongFileException {
      try {
        return new PathPattern(fields.text("path", otherwise));
      } catch (IllegalArgumentException e) {
        throw place(fields, "path").wrong(messageOf(e));
      }
    }

    private static List<YamlNode> items(YamlNode.Fields fields, String key)
        throws WrongFileException {
      Optional<YamlNode> node = fields.find(key);
      return node.isEmpty() ? List.of() : node.get().asItems();
    }

    private static YamlNode.Place place(YamlNode.Fields fields, String key) {
      return fields.find(key).map(YamlNode::place).orElse(fields.place());
    }

    private static String messageOf(IllegalArgumentException e) {
      return e.getMessage() == null ? "is out of range" : e.getMessage();
    }

    private Path sibling(String name) {
      return file.resolveSibling(name);
    }

    private String text(Path path) throws IOException {
      files.add(path);
      if (Files.size(path) > BYTES_MAX) {
        throw new WrongFileException(path + ": larger than " + BYTES_MAX + " bytes");
      }
      try {
        return Files.readString(path, StandardCharsets.UTF_8);
      } catch (java.nio.charset.CharacterCodingException _) {
        throw new WrongFileException(path + ": is not UTF-8");
      }
    }
  }
}
