package org.smoothlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
  // All by crypt(3) of libxcrypt 4.4.33, which htpasswd calls too.
  private static final String PAESSWOERD =
      "$2y$04$abcdefghijklmnopqrstuuyx2n0Zzopyr9QuYTMCfOJJOj526QVoC";
  private static final String SEVENTY_TWO =
      "$2y$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe";

  @ParameterizedTest
  @CsvSource({
    "correct horse,$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
    "correct horse,$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
    "p\u00e4ssw\u00f6rd," + PAESSWOERD,
  })
  void agreesWithTheHashesOfOthers(String password, String hash) {
    assertThat(Passwords.isHash(hash)).isTrue();
    assertThat(Passwords.matches(password, hash)).isTrue();
    assertThat(Passwords.matches(password + "x", hash)).isFalse();
    assertThat(Passwords.matches("", hash)).isFalse();
  }

  @Test
  void countsSeventyTwoBytesAsHtpasswdDoes() {
    assertThat(Passwords.matches("a".repeat(72), SEVENTY_TWO)).isTrue();
    assertThat(Passwords.matches("a".repeat(80), SEVENTY_TWO)).isTrue();
    assertThat(Passwords.matches("a".repeat(71), SEVENTY_TWO)).isFalse();
    assertThatThrownBy(() -> Passwords.hash("a".repeat(73), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("aaa");
  }

  @Test
  void makesHashesThatItTakesWithAnotherSaltEachTime() {
    String one = Passwords.hash("secret", 4);
    String other = Passwords.hash("secret", 4);

    assertThat(one).startsWith("$2y$04$").hasSize(60).isNotEqualTo(other);
    assertThat(Passwords.matches("secret", one)).isTrue();
    assertThat(Passwords.matches("secret", other)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
        "$apr1$lZL6V/ci$eIMz/iKDkbtys/uU7LEK00",
        "$2y$03$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
        "$2y$17$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
        "$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy",
        "$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy!",
      })
  void takesNothingButBcryptOfABearableCost(String text) {
    assertThat(Passwords.isHash(text)).isFalse();
  }

  @Test
  void remembersARightPasswordForAWhile() {
    PasswordCheck check = new PasswordCheck();
    Accounts accounts = new Accounts(Map.of("anna", PAESSWOERD), Map.of());

    assertThat(check.isRemembered("anna", "p\u00e4ssw\u00f6rd", accounts, 0)).isFalse();
    assertThat(check.check("anna", "p\u00e4ssw\u00f6rd", accounts, 0))
        .isEqualTo(PasswordCheck.Verdict.RIGHT);
    long lastNanos = PasswordCheck.REMEMBERED_NANOS - 1;
    assertThat(check.isRemembered("anna", "p\u00e4ssw\u00f6rd", accounts, lastNanos)).isTrue();
    assertThat(check.isRemembered("anna", "other", accounts, lastNanos)).isFalse();
    assertThat(check.isRemembered("anna", "p\u00e4ssw\u00f6rd", Accounts.NONE, 1)).isFalse();
    assertThat(check.isRemembered("anna", "p\u00e4ssw\u00f6rd", accounts, lastNanos + 1)).isFalse();
    assertThat(check.rememberedCount()).isZero();
  }

  @Test
  void checksTheUnknownAsLongAsTheKnown() {
    PasswordCheck check = new PasswordCheck();

    assertThat(check.check("nobody", "x", Accounts.NONE, 0)).isEqualTo(PasswordCheck.Verdict.WRONG);
    assertThat(check.rememberedCount()).isZero();
  }

  @Test
  void letsAFewWaitAndTellsTheOthersToComeAgain() throws Exception {
    PasswordCheck check = new PasswordCheck();
    Map<String, String> hashes = new HashMap<>();
    int callers = PasswordCheck.CHECKS_MAX + PasswordCheck.WAITING_MAX;
    hashes.put("anna", Passwords.hash("secret", 9));
    Accounts accounts = new Accounts(hashes, Map.of());
    Callable<PasswordCheck.Verdict> login = () -> check.check("anna", "secret", accounts, 0);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<PasswordCheck.Verdict> verdict :
          threads.invokeAll(Stream.generate(() -> login).limit(callers).toList())) {
        assertThat(verdict.get()).isEqualTo(PasswordCheck.Verdict.RIGHT);
      }
    }
    assertThat(check.rememberedCount()).isEqualTo(1);
  }
}
