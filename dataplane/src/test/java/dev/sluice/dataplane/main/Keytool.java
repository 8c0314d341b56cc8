package dev.sluice.dataplane.main;

import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Certificates made by the JDK's own keytool: nothing that could expire is kept. */
public final class Keytool {
  /** In this JVM (the build exports its package): a process for each call takes half a second. */
  private static final Method MAIN = main();

  private Keytool() {}

  private static Method main() {
    try {
      return Class.forName("sun.security.tools.keytool.Main").getMethod("main", String[].class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * One that has signed itself, so that it is its own CA.
   *
   * @param kind EC or RSA
   */
  public static Certificate certificate(Path folder, String name, String kind, String... hosts)
      throws Exception {
    String names = "SAN=dns:" + String.join(",dns:", hosts);
    String[] of = {"-dname", "CN=" + hosts[0], "-ext", names};
    keytool(folder, name, "-genkeypair", with(of, "-keyalg", kind));
    return read(folder, name);
  }

  /** One that may sign others. */
  public static Certificate ca(Path folder, String name) throws Exception {
    String[] of = {"-dname", "CN=" + name, "-ext", "bc:critical=ca:true"};
    keytool(folder, name, "-genkeypair", with(of, "-keyalg", "EC"));
    return read(folder, name);
  }

  /**
   * Of a client.
   *
   * @param ca of the same folder
   * @param more of keytool, such as since when and how long it holds
   */
  static Certificate signed(
      Path folder, String name, String subject, Certificate ca, String... more) throws Exception {
    return signed(folder, name, subject, ca, new String[] {"-ext", "eku=clientAuth"}, more);
  }

  /** Of a server; the rest as for a client. */
  public static Certificate server(
      Path folder, String name, String host, Certificate ca, String... more) throws Exception {
    String[] of = {"-ext", "eku=serverAuth", "-ext", "SAN=dns:" + host};
    return signed(folder, name, "CN=" + host, ca, of, more);
  }

  private static Certificate signed(
      Path folder, String name, String subject, Certificate ca, String[] with, String[] more)
      throws Exception {
    keytool(folder, name, "-genkeypair", "-keyalg", "EC", "-dname", subject);
    String request = folder.resolve(name + ".csr").toString();
    keytool(folder, name, "-certreq", "-file", request);
    String signed = folder.resolve(name + ".crt").toString();
    String[] files = {"-infile", request, "-outfile", signed, "-rfc"};
    keytool(folder, ca.id().secret(), "-gencert", with(files, with(with, more)));
    Certificate own = read(folder, name);
    return new Certificate(own.id(), Files.readString(Path.of(signed)), own.keyPem());
  }

  /**
   * What a CA takes back, as PEM.
   *
   * @param serial in decimal
   */
  static String revoked(Path folder, Certificate ca, String serial, String... more)
      throws Exception {
    Path list = folder.resolve(ca.id().secret() + ".crl");
    String[] of = {"-id", serial, "-rfc", "-file", list.toString()};
    keytool(folder, ca.id().secret(), "-gencrl", with(of, more));
    return Files.readString(list);
  }

  private static String[] with(String[] these, String... those) {
    return Stream.of(these, those).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private static void keytool(Path folder, String name, String what, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(what, "-alias", "a", "-storetype", "PKCS12", "-storepass", "changeit"));
    command.addAll(List.of("-keystore", store(folder, name).toString()));
    command.addAll(List.of(arguments));
    // Not to end the JVM where it fails, but to throw.
    command.add("-debug");
    MAIN.invoke(null, (Object) command.toArray(String[]::new));
  }

  private static Path store(Path folder, String name) {
    return folder.resolve(name + ".p12");
  }

  private static Certificate read(Path folder, String name) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store(folder, name))) {
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
