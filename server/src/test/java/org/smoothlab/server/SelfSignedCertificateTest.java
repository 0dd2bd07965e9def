package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelfSignedCertificateTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void isReadBackByTheJdkWithAllItsFields() throws Exception {
    X509Certificate certificate =
        SelfSignedCertificate.make(List.of("lab.example", "127.0.0.1", "::1"), NOW).certificate();

    certificate.verify(certificate.getPublicKey());
    certificate.checkValidity(Date.from(NOW));
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=lab.example");
    assertThat(certificate.getNotBefore()).isEqualTo(Instant.parse("2026-03-01T11:00:00Z"));
    assertThat(certificate.getNotAfter()).isEqualTo(Instant.parse("2027-03-01T12:00:00Z"));
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(certificate.getSubjectAlternativeNames().stream().<Object>map(name -> name.get(1)))
        .containsExactly("lab.example", "127.0.0.1", "0:0:0:0:0:0:0:1");
  }

  @Test
  void isValidBeyondTheCenturyOfTwoDigitYears() throws Exception {
    Instant late = Instant.parse("2049-06-01T00:00:00Z");

    X509Certificate certificate =
        SelfSignedCertificate.make(List.of("localhost"), late).certificate();

    assertThat(certificate.getNotBefore()).isEqualTo(Instant.parse("2049-05-31T23:00:00Z"));
    assertThat(certificate.getNotAfter()).isEqualTo(Instant.parse("2050-06-01T00:00:00Z"));
  }

  @Test
  void isNeverTheSameTwice() throws Exception {
    SelfSignedCertificate one = SelfSignedCertificate.make(List.of("localhost"), NOW);
    SelfSignedCertificate other = SelfSignedCertificate.make(List.of("localhost"), NOW);

    assertThat(one.certificate().getSerialNumber())
        .isNotEqualTo(other.certificate().getSerialNumber());
    assertThat(one.certificate().getPublicKey()).isNotEqualTo(other.certificate().getPublicKey());
  }
}
