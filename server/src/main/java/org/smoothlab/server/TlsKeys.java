package org.smoothlab.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key and certificates of a TLS port, in memory.
 *
 * @param store with one key entry
 * @param password of the key in it
 */
record TlsKeys(KeyStore store, String password) {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final Pattern ANY_KEY = Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----");

  /**
   * @throws IOException if a file cannot be read or is not what it should be; the message names the
   *     file and the remedy
   */
  static TlsKeys of(TlsConfig config) throws IOException {
    try {
      return switch (config) {
        case TlsConfig.Pem pem -> fromPem(pem);
        case TlsConfig.Pkcs12 pkcs12 -> fromPkcs12(pkcs12);
        case TlsConfig.SelfSigned selfSigned -> {
          SelfSignedCertificate made =
              SelfSignedCertificate.make(selfSigned.hosts(), Instant.now());
          yield of(made.key(), made.certificate());
        }
      };
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS with " + config + ": " + e.getMessage(), e);
    }
  }

  private static TlsKeys fromPem(TlsConfig.Pem pem) throws IOException, GeneralSecurityException {
    Collection<? extends Certificate> chain;
    try (InputStream in = Files.newInputStream(pem.certificates())) {
      chain = CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
    if (chain.isEmpty()) {
      throw new IOException("no certificate in " + pem.certificates() + ": expected PEM");
    }
    Certificate[] certificates = chain.toArray(Certificate[]::new);
    return of(readKey(pem.key(), certificates[0].getPublicKey().getAlgorithm()), certificates);
  }

  private static PrivateKey readKey(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    Matcher pkcs8 = PKCS8.matcher(text);
    if (pkcs8.find()) {
      byte[] der = Base64.getMimeDecoder().decode(pkcs8.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }
    Matcher other = ANY_KEY.matcher(text);
    if (other.find()) {
      throw new IOException(
          file
              + " holds a \""
              + other.group(1)
              + "\", expected \"PRIVATE KEY\" (PKCS #8, not encrypted):"
              + " openssl pkcs8 -topk8 -nocrypt -in "
              + file
              + " -out key.pem");
    }
    throw new IOException("no private key in " + file + ": expected PEM");
  }

  private static TlsKeys fromPkcs12(TlsConfig.Pkcs12 config)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(config.file())) {
      store.load(in, config.password().toCharArray());
    } catch (IOException e) {
      throw new IOException("cannot open " + config.file() + ": " + e.getMessage(), e);
    }
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        return new TlsKeys(store, config.password());
      }
    }
    throw new IOException("no private key in " + config.file());
  }

  private static TlsKeys of(PrivateKey key, Certificate... chain)
      throws IOException, GeneralSecurityException {
    String password = UUID.randomUUID().toString();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", key, password.toCharArray(), chain);
    return new TlsKeys(store, password);
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "TlsKeys";
  }
}
