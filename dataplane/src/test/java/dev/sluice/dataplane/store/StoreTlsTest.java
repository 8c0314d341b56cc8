package dev.sluice.dataplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is reached over TLS, and wants a password. */
class StoreTlsTest {
  @TempDir Path folder;
  private Pair pair;
  private Path password;

  /** PEM files. */
  private record Pair(Path certificate, Path key) {}

  @BeforeEach
  void credentials() throws Exception {
    RedisServer.binary();
    pair = pair("right", "ip:127.0.0.1");
    password = Files.writeString(folder.resolve("password"), "hush\n");
  }

  private RedisServer server(Pair of, int port) throws IOException {
    return new RedisServer(
        "--tls-port",
        Integer.toString(port),
        "--tls-cert-file",
        of.certificate().toString(),
        "--tls-key-file",
        of.key().toString(),
        "--tls-ca-cert-file",
        of.certificate().toString(),
        "--tls-auth-clients",
        "no",
        "--requirepass",
        "hush");
  }

  private StoreOptions options(int port, Path ca, Path secret) {
    return new StoreOptions(
        "test",
        List.of("rediss://127.0.0.1:" + port),
        StoreOptions.Mode.STANDALONE,
        "",
        null,
        secret,
        ca);
  }

  @Test
  void a_server_whose_certificate_is_trusted_is_asked_over_tls() throws Exception {
    int port = RedisServer.freePort();
    try (RedisServer server = server(pair, port);
        Asking asking = new Asking(options(port, pair.certificate(), password))) {
      asking.ready();
      assertThat(server.say("AUTH hush\r\nCLIENT LIST")).contains("laddr=127.0.0.1:" + port);
    }
  }

  @Test
  void a_server_that_others_vouch_for_gets_no_password() throws Exception {
    Pair other = pair("other", "ip:127.0.0.1");
    assertThat(refused(pair, other.certificate(), password)).contains("cmdstat_auth:calls=1,");
  }

  @Test
  void a_server_of_another_name_gets_no_password() throws Exception {
    Pair elsewhere = pair("elsewhere", "dns:redis.test");
    assertThat(refused(elsewhere, elsewhere.certificate(), password))
        .contains("cmdstat_auth:calls=1,");
  }

  @Test
  void a_wrong_password_is_a_failure_like_any_other() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong"), "loud");
    assertThat(refused(pair, pair.certificate(), wrong)).doesNotContain("cmdstat_auth:calls=1,");
  }

  /**
   * What the server was told meanwhile, besides one AUTH of this test's own; no counter is asked.
   */
  private String refused(Pair of, Path ca, Path secret) throws Exception {
    int port = RedisServer.freePort();
    try (RedisServer server = server(of, port);
        Asking asking = new Asking(options(port, ca, secret))) {
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (asking.meters.get("sluice.store.connects").counter().count() < 3) {
        assertThat(asking.answers()).isFalse();
        assertThat(System.nanoTime()).isLessThan(deadline);
      }
      String told = server.say("AUTH hush\r\nINFO commandstats");
      assertThat(told).doesNotContain("cmdstat_eval");
      return told;
    }
  }

  /** Made by the JDK's own keytool: nothing that could expire is kept. It vouches for itself. */
  private Pair pair(String name, String subject) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + subject,
                "-ext",
                "bc=ca:true",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-storetype",
                "PKCS12")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    return new Pair(
        pem(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded()),
        pem(
            name + ".key",
            "PRIVATE KEY",
            keys.getKey(name, "changeit".toCharArray()).getEncoded()));
  }

  private Path pem(String file, String kind, byte[] bytes) throws IOException {
    return Files.writeString(
        folder.resolve(file),
        "-----BEGIN "
            + kind
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
            + "\n-----END "
            + kind
            + "-----\n");
  }
}
