package org.smoothlab.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.server.access.Access;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.access.AccessSink;
import org.smoothlab.server.access.Approach;
import org.smoothlab.server.access.Caller;
import org.smoothlab.server.access.Decision;
import org.smoothlab.server.access.Policies;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.origin.WallClock;

class AccessFileTest {
  private static final String USERS =
      """
      # Made by htpasswd -B.
      anna:$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2

      otto:$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e
      """;
  private static final String FILE =
      """
      realm: Harbour
      metrics: managers
      users: users.htpasswd
      tokens:
        - name: encoder
          sha256: 815e9161a0f35719c4b5ad1e725fdc4dd254a555890f442e87bbf1eb16448819
      keys:
        - id: k1
          secret: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
          rights: watch
          path: /live/**
        - id: k2
          secretFile: k2.key
      rules:
        - path: /live/**
          publish: token:encoder
          watch: [authenticated]
        - path: /**
          manage: [user:anna]
          watch: [anyone]
      """;

  @TempDir Path folder;

  private Path write(String text) throws IOException {
    Files.writeString(folder.resolve("users.htpasswd"), USERS);
    Files.writeString(folder.resolve("k2.key"), "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8\n");
    return Files.writeString(folder.resolve("access.yaml"), text);
  }

  private static Decision decide(AccessPolicy policy, String authorization, Right right) {
    Access access = new Access(policy, new WallClock(Instant.ofEpochSecond(1), 0), AccessSink.NONE);
    Caller caller = new Caller("192.0.2.1:5", "192.0.2.1", true, false);
    List<String> fields = authorization.isEmpty() ? List.of() : List.of(authorization);
    return access.decide(
        new Approach(caller, fields, Optional.empty()), right, "/live/event.isml", 0);
  }

  @Test
  void readsEverything() throws Exception {
    AccessFile read = AccessFile.read(write(FILE));
    AccessPolicy policy = read.policy();
    String anna = Policies.basic("anna", "correct horse");
    String encoder = "Bearer " + Policies.TOKEN;

    assertThat(decide(policy, anna, Right.MANAGE_WRITE)).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(policy, anna, Right.MANAGE_READ)).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(policy, anna, Right.PUBLISH)).isInstanceOf(Decision.Denied.class);
    assertThat(decide(policy, encoder, Right.PUBLISH)).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(policy, encoder, Right.WATCH)).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(policy, "", Right.WATCH)).isInstanceOf(Decision.Challenge.class);
    assertThat(policy.keys().keySet()).containsExactlyInAnyOrder("k1", "k2");
    assertThat(requireNonNull(policy.keys().get("k1")).scope().rights())
        .containsExactly(Right.WATCH);
    assertThat(policy.options())
        .isEqualTo(
            new AccessPolicy.Options("Harbour", false, AccessPolicy.MetricsDoor.MANAGERS, false));
    assertThat(read.files())
        .containsExactlyInAnyOrder(
            folder.resolve("access.yaml"),
            folder.resolve("users.htpasswd"),
            folder.resolve("k2.key"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          realm: Harbour|relam: Harbour|access.yaml:1: relam: is not known, expected one of
          realm: Harbour|realm: [a]|access.yaml:1: realm: expected a single value
          realm: Harbour|realm: 'a"b'|access.yaml:1: realm: a realm has 1..64 ASCII characters
          metrics: managers|metrics: all|access.yaml:2: metrics: expected anyone, local or managers, found all
          sha256: 815|sha256: X15|access.yaml:6: tokens[0].sha256: expected 64 lower-case hexadecimal digits
          name: encoder|nam: encoder|access.yaml:5: tokens[0].nam: is not known, expected one of name, sha256
          secret: AAECAwQF|secret: _%_|is not base64url
          secret: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=|secret: AAEC|keys[0]: the secret of key k1 has 3 bytes
          id: k2|id: k1|access.yaml:12: keys[1].id: k1 comes twice
          id: k2|id: k 2|keys[1]: a key id has 1..32 letters
          secretFile: k2.key|rights: watch|keys[1]: expected either secret or secretFile
          rights: watch|rights: manage|keys[0].rights: is no right
          rights: watch|rights: manageRead|keys[0].rights: management is not given by signed URLs
          token:encoder|token:decoder|access.yaml:16: rules[0].publish: token:decoder is not among the tokens
          user:anna|user:eve|access.yaml:19: rules[1].manage[0]: user:eve is not among the users
          [anyone]|[everyone]|access.yaml:20: rules[1].watch[0]: expected anyone, authenticated
          [anyone]|{a: b}|access.yaml:20: rules[1].watch: expected a sequence
          manage: [user|mange: [user|access.yaml:19: rules[1].mange: is no right
          - path: /live/**|- path: live|access.yaml:15: rules[0].path: expected a path that begins with /
          realm: Harbour|'realm: [}'|access.yaml:
          metrics: managers|realm: Twice|access.yaml:2: is not YAML, or a key comes twice
          """)
  void saysWhereItIsWrongAndHow(String right, String wrong, String message) throws Exception {
    String text = FILE.replace(right, wrong);
    Path file = write(text);

    assertThat(text).isNotEqualTo(FILE);
    assertThatThrownBy(() -> AccessFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("AAECAw")
        .hasMessageNotContaining("$2y$");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          anna|:1: expected name:hash
          anna:secret|:1: anna has no bcrypt hash of cost 4..16: make one with smoothlab access hash
          anna:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=|:1: anna has no bcrypt hash
          """)
  void saysWhichUserIsWrong(String line, String message) {
    assertThatThrownBy(() -> UsersFile.read("u", List.of(line)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("u" + message)
        .hasMessageNotContaining("secret:")
        .hasMessageNotContaining("5en6");
  }

  @Test
  void missesNoUserThatComesTwice() {
    List<String> lines = USERS.lines().toList();
    List<String> twice = List.of(lines.get(1), lines.get(1));

    assertThatThrownBy(() -> UsersFile.read("u", twice)).hasMessage("u:2: anna comes twice");
  }

  @Test
  void takesUpChangesAndKeepsWhatWasRightWhenTheyAreWrong() throws Exception {
    Path file = write(FILE);
    AccessReload.Opened opened = AccessReload.open(file, false);
    Access access =
        new Access(opened.policy(), new WallClock(Instant.ofEpochSecond(1), 0), AccessSink.NONE);
    try (AccessReload reload = opened.reload()) {
      reload.reloadIfChanged(access);
      assertThat(access.policy()).isSameAs(opened.policy());

      change(file, FILE.replace("rules:", "ruls:"));
      reload.reloadIfChanged(access);
      assertThat(access.policy()).isSameAs(opened.policy());

      change(file, FILE.replace("realm: Harbour", "realm: Quay"));
      reload.reloadIfChanged(access);
      assertThat(access.policy().options().realm()).isEqualTo("Quay");

      change(folder.resolve("users.htpasswd"), USERS.lines().toList().get(1) + "\n");
      reload.reloadIfChanged(access);
      assertThat(access.policy().accounts().passwordHashes()).containsOnlyKeys("anna");
    }
  }

  // Times of files may be coarse: a change in the same tick must still look different.
  private void change(Path file, String text) throws IOException {
    long before = Files.getLastModifiedTime(file).toMillis();
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(before + 2_000));
  }
}
