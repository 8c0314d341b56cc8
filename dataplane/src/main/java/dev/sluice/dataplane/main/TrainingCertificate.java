package dev.sluice.dataplane.main;

import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.route.Certificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A certificate that vouches for itself, made anew by the JDK's keytool. Blocks. */
final class TrainingCertificate {
  private static final CertificateId ID = new CertificateId("training", "certificate");
  private static final String ALIAS = "training";
  private static final String PASSWORD = "training";

  private TrainingCertificate() {}

  /**
   * Null: there is no keytool, and training goes without TLS.
   *
   * @throws IOException its store cannot be written or read
   */
  static @Nullable Certificate made() throws IOException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    if (!Files.isExecutable(keytool)) {
      return null;
    }
    Path folder = Files.createTempDirectory("training");
    Path store = folder.resolve("store.p12");
    try {
      run(keytool, store);
      return read(store);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(store);
      Files.delete(folder);
    }
  }

  private static void run(Path keytool, Path store) throws IOException {
    Process made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                ALIAS,
                "-dname",
                "CN=training.test",
                "-ext",
                "san=dns:training.test",
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (made.waitFor() != 0) {
        throw new IOException("keytool ended with " + made.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Certificate read(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return new Certificate(
        ID,
        pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()),
        pem("PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
  }

  private static String pem(String kind, byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN "
        + kind
        + "-----\n"
        + lines.encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}
