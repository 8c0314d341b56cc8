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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server shows, and the authority behind it: made anew by the JDK's keytool. To verify a
 * signature is part of what a start does.
 *
 * @param authorityPem whom a client has to trust
 */
record TrainingCertificate(Certificate certificate, String authorityPem) {
  private static final CertificateId ID = new CertificateId("training", "certificate");
  private static final String AUTHORITY = "authority";
  private static final String SERVER = "server";
  private static final String PASSWORD = "training";

  /**
   * Null: there is no keytool, and training goes without TLS. Blocks.
   *
   * @throws IOException its store cannot be written or read
   */
  static @Nullable TrainingCertificate made() throws IOException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    if (!Files.isExecutable(keytool)) {
      return null;
    }
    Path folder = Files.createTempDirectory("training");
    Path store = folder.resolve("store.p12");
    try {
      pair(keytool, store, AUTHORITY, "-dname", "CN=training", "-ext", "bc:critical=ca:true");
      pair(
          keytool,
          store,
          SERVER,
          "-signer",
          AUTHORITY,
          "-dname",
          "CN=" + Training.TLS_HOST,
          "-ext",
          "san=dns:" + Training.TLS_HOST,
          "-ext",
          "eku=serverAuth");
      return read(store);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(store);
      Files.delete(folder);
    }
  }

  private static void pair(Path keytool, Path store, String alias, String... more)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair"));
    command.addAll(List.of("-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-validity", "1", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(more));
    Process made =
        new ProcessBuilder(command)
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

  private static TrainingCertificate read(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    StringBuilder chain = new StringBuilder();
    for (java.security.cert.Certificate each : store.getCertificateChain(SERVER)) {
      chain.append(pem("CERTIFICATE", each.getEncoded()));
    }
    return new TrainingCertificate(
        new Certificate(
            ID,
            chain.toString(),
            pem("PRIVATE KEY", store.getKey(SERVER, PASSWORD.toCharArray()).getEncoded())),
        pem("CERTIFICATE", store.getCertificate(AUTHORITY).getEncoded()));
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
