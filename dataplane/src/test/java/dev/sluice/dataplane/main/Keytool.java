package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** Certificates made by the JDK's own keytool: nothing that could expire is kept. */
final class Keytool {
  private Keytool() {}

  /**
   * One that has signed itself, so that it is its own CA.
   *
   * @param kind EC or RSA
   */
  static Certificate certificate(Path folder, String name, String kind, String host)
      throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                kind,
                "-dname",
                "CN=" + host,
                "-ext",
                "SAN=dns:" + host,
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(tool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    return new Certificate(
        new CertificateId("test", name),
        pem("CERTIFICATE", keys.getCertificate("a").getEncoded()),
        pem("PRIVATE KEY", keys.getKey("a", "changeit".toCharArray()).getEncoded()));
  }

  /** Trusts what such certificates have signed, which is themselves. */
  static Authority authority(String name, Certificate... trusted) {
    StringBuilder pem = new StringBuilder();
    for (Certificate each : trusted) {
      pem.append(each.chainPem());
    }
    return new Authority(
        new AuthorityId(AuthorityId.Kind.CONFIG_MAP, "test", name, "ca.crt"), pem.toString());
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}
