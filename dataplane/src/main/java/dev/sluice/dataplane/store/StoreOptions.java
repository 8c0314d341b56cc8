package dev.sluice.dataplane.store;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the store is, and who asks.
 *
 * @param fleet data planes of one fleet share their counters
 * @param urls {@code redis://host:port} or {@code rediss://host:port}; of a cluster some of its
 *     nodes, of Sentinel its sentinels
 * @param master name of the master that the sentinels watch
 * @param usernameFile null: the default user
 * @param passwordFile null: none
 * @param caFile null: what Java trusts
 */
public record StoreOptions(
    String fleet,
    List<String> urls,
    Mode mode,
    String master,
    @Nullable Path usernameFile,
    @Nullable Path passwordFile,
    @Nullable Path caFile) {
  /** How it is built. */
  public enum Mode {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

  public StoreOptions {
    urls = List.copyOf(urls);
    for (String url : urls) {
      if (!url.startsWith("redis://") && !url.startsWith("rediss://")) {
        throw new IllegalArgumentException("not redis:// or rediss://: " + url);
      }
    }
    if (urls.isEmpty() || (mode == Mode.STANDALONE && urls.size() > 1)) {
      throw new IllegalArgumentException(urls.size() + " addresses of a " + mode + " store");
    }
  }

  /** For one connection; reads the files anew, for they may have changed. Blocks. */
  RedisOptions read() throws IOException {
    boolean tls = urls.get(0).startsWith("rediss://");
    NetClientOptions net =
        new NetClientOptions().setConnectTimeout(1_000).setTcpNoDelay(true).setTcpKeepAlive(true);
    if (tls) {
      net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
      if (caFile != null) {
        net.setTrustOptions(
            new PemTrustOptions()
                .addCertValue(io.vertx.core.buffer.Buffer.buffer(Files.readAllBytes(caFile))));
      }
    }
    RedisOptions options =
        new RedisOptions()
            .setNetClientOptions(net)
            .setEndpoints(urls)
            .setMasterName(master)
            .setMaxWaitingHandlers(8_192)
            .setPoolCleanerInterval(-1)
            .setPoolRecycleTimeout(-1)
            .setType(
                switch (mode) {
                  case STANDALONE -> RedisClientType.STANDALONE;
                  case SENTINEL -> RedisClientType.SENTINEL;
                  case CLUSTER -> RedisClientType.CLUSTER;
                });
    if (usernameFile != null) {
      options.setUser(Files.readString(usernameFile).strip());
    }
    if (passwordFile != null) {
      options.setPassword(Files.readString(passwordFile).strip());
    }
    return options;
  }
}
