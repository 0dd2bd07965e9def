package org.smoothlab.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.smoothlab.server.AccessFile;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.access.Accounts;
import org.smoothlab.server.access.Grantee;
import org.smoothlab.server.access.Passwords;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.access.SigningKey;
import org.smoothlab.server.access.UrlSignature;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything about who may do what on an origin. */
@Command(
    name = "access",
    mixinStandardHelpOptions = true,
    description = "Make and check what an origin's access file needs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AccessCommand.Hash.class,
      AccessCommand.NewToken.class,
      AccessCommand.NewKey.class,
      AccessCommand.Check.class,
      AccessCommand.Sign.class,
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab access hash anna >> users.htpasswd",
      "  smoothlab access token encoder-1",
      "  smoothlab access check access.yaml --path /live/a.isml",
      "  smoothlab access sign http://127.0.0.1:8080/live/a.isml/Manifest --access access.yaml"
          + " --key k1 --for 2h"
    })
final class AccessCommand {
  private static final int SECRET_BYTES = 32;

  private static String newSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /** A line for the file of users. */
  @Command(
      name = "hash",
      mixinStandardHelpOptions = true,
      description = {
        "Read a password from the console, or one line of standard input, and print a line for the"
            + " file of users, as htpasswd -B does."
      })
  static final class Hash implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "of the user")
    private String name = "";

    @Option(
        names = "--cost",
        paramLabel = "COST",
        defaultValue = "" + Passwords.COST_DEFAULT,
        description = "each step doubles the work of a login, 4..16 (default: ${DEFAULT-VALUE})")
    private int cost;

    @Override
    public Integer call() throws IOException, UsageException {
      if (name.isEmpty() || name.contains(":") || name.startsWith("#")) {
        throw new UsageException("a user's name is not empty, has no : and begins with no #");
      }
      try {
        PrintWriter out = spec.commandLine().getOut();
        out.println(name + ":" + Passwords.hash(password(), cost));
        out.flush();
        return ExitCodes.GOOD;
      } catch (IllegalArgumentException refused) {
        throw new UsageException(refused);
      }
    }

    private static String password() throws IOException {
      Optional<String> typed = TypedPassword.ask("Password: ");
      if (typed.isPresent()) {
        return typed.get();
      }
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line;
    }
  }

  /** A bearer token and its entry. */
  @Command(
      name = "token",
      mixinStandardHelpOptions = true,
      description = "Make a bearer token; print it, and its entry of the access file.")
  static final class NewToken implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "what rules and logs call it")
    private String name = "";

    @Override
    public Integer call() {
      String token = newSecret();
      PrintWriter out = spec.commandLine().getOut();
      out.println("# The token itself, for its holder: it is not kept anywhere.");
      out.println("# " + token);
      out.println("  - name: " + name);
      out.println("    sha256: " + Accounts.tokenHash(token));
      out.flush();
      return ExitCodes.GOOD;
    }
  }

  /** A secret that signs URLs. */
  @Command(
      name = "key",
      mixinStandardHelpOptions = true,
      description = "Make a secret that signs URLs; print its entry of the access file.")
  static final class NewKey implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "of the key; stands in the URLs")
    private String id = "";

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      out.println("  - id: " + id);
      out.println("    secret: " + newSecret());
      out.flush();
      return ExitCodes.GOOD;
    }
  }

  /** What a file means. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Read an access file as the origin does, and tell what it gives to whom.")
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "the access file")
    private Path file = Path.of("");

    @Option(
        names = "--path",
        paramLabel = "PATH",
        description = "tell who has which right there, for instance /live/a.isml")
    private Optional<String> path = Optional.empty();

    @Override
    public Integer call() throws UsageException {
      PrintWriter out = spec.commandLine().getOut();
      AccessPolicy policy = read(file);
      if (path.isEmpty()) {
        out.printf(
            Locale.ROOT,
            "good: %d rules, %d users, %d tokens, %d keys%n",
            policy.rules().size(),
            policy.accounts().passwordHashes().size(),
            policy.accounts().tokenHashes().size(),
            policy.keys().size());
      } else {
        for (Right right : Right.values()) {
          out.printf("%-12s %s%n", right.text(), grantees(policy, right, path.get()));
        }
      }
      out.flush();
      return ExitCodes.GOOD;
    }

    private static String grantees(AccessPolicy policy, Right right, String path) {
      String listed =
          policy.grantees(right, path).stream()
              .map(Grantee::text)
              .collect(Collectors.joining(", "));
      List<String> keys =
          policy.keys().values().stream()
              .filter(key -> key.scope().includes(right, path))
              .map(key -> "signed by " + key.id())
              .sorted()
              .toList();
      String signed = String.join(", ", keys);
      String both = listed + (listed.isEmpty() || signed.isEmpty() ? "" : ", ") + signed;
      return both.isEmpty() ? "nobody" : both;
    }
  }

  /** A signed URL. */
  @Command(
      name = "sign",
      mixinStandardHelpOptions = true,
      description = {
        "Sign a URL, so that whoever has it may do one thing until a time, without a login.",
        "The signature is the first segment of the path and goes with every fragment that a player"
            + " derives from a manifest's URL; --query puts it into the query instead."
      })
  static final class Sign implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "URL", description = "below a publishing point, or a folder of them")
    private URI url = URI.create("");

    @Option(
        names = "--access",
        required = true,
        paramLabel = "FILE",
        description = "the access file with the key")
    private Path file = Path.of("");

    @Option(names = "--key", required = true, paramLabel = "ID", description = "which key signs")
    private String keyId = "";

    @Option(
        names = "--for",
        required = true,
        paramLabel = "DURATION",
        converter = Units.DurationConverter.class,
        description = "how long it holds from now on")
    private Duration lifetime = Duration.ZERO;

    @Option(
        names = "--right",
        paramLabel = "RIGHT",
        defaultValue = "watch",
        description = "watch, publish or syndicate (default: ${DEFAULT-VALUE})")
    private String right = "watch";

    @Option(names = "--query", description = "put the signature into the query")
    private boolean inQuery;

    @Override
    public Integer call() throws UsageException {
      SigningKey key = read(file).keys().get(keyId);
      if (key == null) {
        throw new UsageException("no key " + keyId + " in " + file);
      }
      long expirySeconds = Instant.now().plus(lifetime).getEpochSecond();
      try {
        UrlSignature.Terms terms =
            new UrlSignature.Terms(keyId, expirySeconds, right(), prefix(url.getPath()));
        PrintWriter out = spec.commandLine().getOut();
        out.println(signed(UrlSignature.sign(terms, key)));
        out.flush();
        return ExitCodes.GOOD;
      } catch (IllegalArgumentException refused) {
        throw new UsageException(refused);
      }
    }

    private Right right() throws UsageException {
      Map<String, Right> rights =
          Map.of("watch", Right.WATCH, "publish", Right.PUBLISH, "syndicate", Right.SYNDICATE);
      Right known = rights.get(right);
      if (known == null) {
        throw new UsageException("--right is watch, publish or syndicate, not " + right);
      }
      return known;
    }

    /** The publishing point's own path, whatever stands behind it. */
    private static String prefix(String path) throws UsageException {
      if (path == null || !path.startsWith("/")) {
        throw new UsageException("expected a URL such as http://host/live/a.isml/Manifest");
      }
      String point = path.replaceFirst("(?i)(\\.isml?)/.*$", "$1");
      return point.length() > 1 && point.endsWith("/")
          ? point.substring(0, point.length() - 1)
          : point;
    }

    private String signed(String signature) {
      String text = url.toString();
      if (inQuery) {
        return text
            + (url.getRawQuery() == null ? "?" : "&")
            + UrlSignature.PARAMETER
            + "="
            + signature;
      }
      int pathAt = url.getRawAuthority() == null ? 0 : text.indexOf('/', text.indexOf("//") + 2);
      return text.substring(0, pathAt)
          + "/"
          + UrlSignature.SEGMENT_PREFIX
          + signature
          + text.substring(pathAt);
    }
  }

  private static AccessPolicy read(Path file) throws UsageException {
    try {
      return AccessFile.read(file).policy();
    } catch (IOException wrong) {
      throw new UsageException(
          wrong instanceof java.nio.file.NoSuchFileException
              ? "no such file: " + wrong.getMessage()
              : String.valueOf(wrong.getMessage()));
    }
  }
}
