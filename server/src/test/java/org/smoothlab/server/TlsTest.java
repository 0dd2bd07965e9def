package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Clients.Speech.class)
  void speaksBothProtocolsOnBothPorts(Clients.Speech speech) throws Exception {
    HttpClient client = Clients.start(speech);
    try (OriginServer server =
        OriginServer.start(ServerConfig.loopback(0).withTls(TlsConfig.SelfSigned.loopback(0)))) {
      ContentResponse plain = Clients.get(client, server.url().resolve("/healthz"));
      ContentResponse secure =
          Clients.get(client, server.secureUrl().orElseThrow().resolve("/healthz"));

      String version = speech == Clients.Speech.HTTP1 ? "HTTP/1.1" : "HTTP/2.0";
      assertThat(plain.getVersion().asString()).isEqualTo(version);
      assertThat(secure.getVersion().asString()).isEqualTo(version);
      assertThat(plain.getContentAsString()).isEqualTo("ok\n");
      assertThat(secure.getContentAsString()).isEqualTo("ok\n");
    } finally {
      client.stop();
    }
  }

  @Test
  void takesPemFiles() throws Exception {
    SelfSignedCertificate made = SelfSignedCertificate.make(List.of("127.0.0.1"), Instant.now());
    Path certificates = pem("server.pem", "CERTIFICATE", made.certificate().getEncoded());
    Path key = pem("key.pem", "PRIVATE KEY", made.key().getEncoded());

    assertServesWith(new TlsConfig.Pem(0, certificates, key));
  }

  @Test
  void takesPkcs12Files() throws Exception {
    assertServesWith(new TlsConfig.Pkcs12(0, pkcs12("secret"), "secret"));
  }

  @Test
  void tellsHowToConvertAKeyOfAnotherKind() throws Exception {
    SelfSignedCertificate made = SelfSignedCertificate.make(List.of("127.0.0.1"), Instant.now());
    Path certificates = pem("server.pem", "CERTIFICATE", made.certificate().getEncoded());
    Path key = pem("key.pem", "EC PRIVATE KEY", made.key().getEncoded());

    assertThatThrownBy(() -> TlsKeys.of(new TlsConfig.Pem(0, certificates, key)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            key
                + " holds a \"EC PRIVATE KEY\", expected \"PRIVATE KEY\" (PKCS #8, not encrypted):"
                + " openssl pkcs8 -topk8 -nocrypt -in "
                + key
                + " -out key.pem");
  }

  @Test
  void namesTheFileWithoutTheKeyOrCertificate() throws Exception {
    SelfSignedCertificate made = SelfSignedCertificate.make(List.of("127.0.0.1"), Instant.now());
    Path certificates = pem("server.pem", "CERTIFICATE", made.certificate().getEncoded());
    Path empty = Files.createFile(folder.resolve("empty.pem"));

    assertThatThrownBy(() -> TlsKeys.of(new TlsConfig.Pem(0, certificates, empty)))
        .isInstanceOf(IOException.class)
        .hasMessage("no private key in " + empty + ": expected PEM");
    assertThatThrownBy(() -> TlsKeys.of(new TlsConfig.Pem(0, empty, empty)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(empty.toString());
  }

  @Test
  void neverSaysThePassword() throws Exception {
    TlsConfig config = new TlsConfig.Pkcs12(0, pkcs12("secret"), "guess");

    assertThat(config.toString()).doesNotContain("guess");
    assertThatThrownBy(() -> TlsKeys.of(config))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot open " + folder.resolve("server.p12") + ": ")
        .hasMessageNotContaining("guess");
  }

  private static void assertServesWith(TlsConfig tls) throws Exception {
    HttpClient client = Clients.start(Clients.Speech.HTTP1);
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0).withTls(tls))) {
      ContentResponse response =
          Clients.get(client, server.secureUrl().orElseThrow().resolve("/healthz"));
      assertThat(response.getStatus()).isEqualTo(200);
    } finally {
      client.stop();
    }
  }

  private Path pem(String file, String label, byte[] der) throws IOException {
    String text =
        "-----BEGIN "
            + label
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END "
            + label
            + "-----\n";
    return Files.writeString(folder.resolve(file), text, StandardCharsets.US_ASCII);
  }

  private Path pkcs12(String password) throws Exception {
    SelfSignedCertificate made = SelfSignedCertificate.make(List.of("127.0.0.1"), Instant.now());
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", made.key(), password.toCharArray(), new Certificate[] {made.certificate()});
    Path file = folder.resolve("server.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    }
    return file;
  }
}
