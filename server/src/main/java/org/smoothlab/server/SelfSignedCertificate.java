package org.smoothlab.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A fresh P-256 key and a certificate for it, signed with itself: X.509 version 3 for a server's
 * names. The JDK reads such certificates but has no public way to make one, so its few fields are
 * written here, in DER.
 *
 * @see "RFC 5280, 4.1; RFC 5758, 3.2"
 */
record SelfSignedCertificate(PrivateKey key, X509Certificate certificate) {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int SERIAL_BITS = 127;

  // Object identifiers and whole constants, tag and length included.
  private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = hex("0603550403");
  private static final byte[] SUBJECT_ALT_NAME = hex("0603551d11");
  private static final byte[] SERVER_AUTH_USAGE = hex("30130603551d25040c300a06082b06010505070301");
  private static final byte[] VERSION_3 = hex("a003020102");

  // RFC 5280, 4.1.2.5: UTCTime until 2049, GeneralizedTime from then on; no fractions, always Z.
  private static final int UTC_TIME_YEAR_MAX = 2049;
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter GENERALIZED =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * @param hosts names and addresses; the first one is the subject too
   * @param now valid from an hour before, for clocks that are late, and for a year
   */
  static SelfSignedCertificate make(List<String> hosts, Instant now)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    byte[] name = name(hosts.getFirst());
    byte[] toBeSigned =
        der(
            SEQUENCE,
            VERSION_3,
            der(INTEGER, new BigInteger(SERIAL_BITS, new SecureRandom()).toByteArray()),
            ECDSA_WITH_SHA256,
            name,
            der(
                SEQUENCE,
                time(now.minus(Duration.ofHours(1))),
                time(now.plus(Duration.ofDays(365)))),
            name,
            pair.getPublic().getEncoded(),
            der(0xa3, der(SEQUENCE, SERVER_AUTH_USAGE, alternativeNames(hosts))));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(toBeSigned);
    byte[] certificate = der(SEQUENCE, toBeSigned, ECDSA_WITH_SHA256, bitString(signature.sign()));
    return new SelfSignedCertificate(
        pair.getPrivate(),
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate)));
  }

  private static byte[] name(String commonName) {
    byte[] text = der(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
    return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, text)));
  }

  private static byte[] time(Instant instant) {
    boolean early = instant.atOffset(ZoneOffset.UTC).getYear() <= UTC_TIME_YEAR_MAX;
    String text = (early ? UTC : GENERALIZED).format(instant);
    return der(early ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] alternativeNames(List<String> hosts) {
    byte[][] names =
        hosts.stream().map(SelfSignedCertificate::alternativeName).toArray(byte[][]::new);
    return der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, der(SEQUENCE, names)));
  }

  // RFC 5280, 4.2.1.6: [2] is a DNS name, [7] the octets of an address.
  private static byte[] alternativeName(String host) {
    boolean isAddress = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    if (!isAddress) {
      return der(0x82, host.getBytes(StandardCharsets.US_ASCII));
    }
    try {
      return der(0x87, InetAddress.getByName(host).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + host, e);
    }
  }

  private static byte[] bitString(byte[] content) {
    return der(BIT_STRING, new byte[] {0}, content);
  }

  /** Tag, length, then all the contents. */
  private static byte[] der(int tag, byte[]... contents) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      body.writeBytes(content);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (body.size() < 0x80) {
      out.write(body.size());
    } else {
      byte[] length = BigInteger.valueOf(body.size()).toByteArray();
      int skipped = length[0] == 0 ? 1 : 0;
      out.write(0x80 | (length.length - skipped));
      out.write(length, skipped, length.length - skipped);
    }
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
