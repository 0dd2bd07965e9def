package org.smoothlab.server.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A policy with one of each, for tests. */
public final class Policies {
  public static final String TOKEN = "encoder-token-0123456789abcdef";

  /** Secret of {@code k1}: bytes 0 to 31. */
  public static final SigningKey K1 = key("k1", 0);

  /** Secret of {@code k2}: bytes 32 to 63. */
  public static final SigningKey K2 = key("k2", 32);

  // Written by crypt(3) of libxcrypt 4.4.33: perl -e 'print crypt("correct horse", …)'.
  private static final String CORRECT_HORSE =
      "$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2";
  private static final String CORRECT_HORSE_B =
      "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";

  // printf %s encoder-token-0123456789abcdef | sha256sum
  private static final Accounts ACCOUNTS =
      new Accounts(
          Map.of("anna", CORRECT_HORSE, "otto", CORRECT_HORSE_B),
          Map.of("encoder", "815e9161a0f35719c4b5ad1e725fdc4dd254a555890f442e87bbf1eb16448819"));

  /** Anna manages, the token publishes and fetches, who has logged in watches; signed URLs hold. */
  public static final AccessPolicy CLOSED =
      new AccessPolicy(
          List.of(
              new AccessRule(
                  new PathPattern("/open/**"), Map.of(Right.WATCH, List.of(new Grantee.Anyone()))),
              new AccessRule(
                  PathPattern.EVERYTHING,
                  Map.of(
                      Right.WATCH, List.of(new Grantee.Authenticated()),
                      Right.PUBLISH, List.of(one(new Principal.Token("encoder"))),
                      Right.SYNDICATE, List.of(one(new Principal.Token("encoder"))),
                      Right.MANAGE_READ, List.of(one(new Principal.User("anna"))),
                      Right.MANAGE_WRITE, List.of(one(new Principal.User("anna")))))),
          ACCOUNTS,
          Map.of("k1", K1, "k2", K2),
          AccessPolicy.Options.DEFAULT);

  private Policies() {}

  public static String basic(String user, String password) {
    String text = user + ":" + password;
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Grantee one(Principal principal) {
    return new Grantee.One(principal);
  }

  private static SigningKey key(String id, int from) {
    byte[] secret = new byte[32];
    for (int at = 0; at < secret.length; at++) {
      secret[at] = (byte) (from + at);
    }
    return new SigningKey(id, secret, SigningKey.Scope.ALL);
  }
}
