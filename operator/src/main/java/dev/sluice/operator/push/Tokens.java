package dev.sluice.operator.push;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Remembers for a minute what was said of a token, so that a storm of reconnects is no storm on the
 * API server. Confined to one event loop. Tokens are known by their SHA-256, never kept.
 */
final class Tokens {
  private static final long ALLOWED_MILLIS = 60_000;
  private static final long REFUSED_MILLIS = 5_000;
  private static final int MOST = 4_096;

  private final TokenCheck check;
  private final WorkerExecutor workers;
  private final LongSupplier millis;
  private final Map<String, Known> known = new LinkedHashMap<>();

  private record Known(Future<TokenCheck.Verdict> verdict, long askedMillis) {}

  /**
   * @param millis a clock that never runs backwards
   */
  Tokens(Vertx vertx, TokenCheck check, LongSupplier millis) {
    this.check = check;
    this.millis = millis;
    // Of its own: a slow API server may hold up those who come, never those who are being served.
    this.workers = vertx.createSharedWorkerExecutor("sluice-token-check", 8);
  }

  Future<TokenCheck.Verdict> check(String token) {
    String name = digest(token);
    Known before = known.get(name);
    if (before != null && fresh(before)) {
      return before.verdict();
    }
    Future<TokenCheck.Verdict> verdict =
        workers
            .<TokenCheck.Verdict>executeBlocking(() -> check.check(token), false)
            .recover(
                e ->
                    Future.succeededFuture(new TokenCheck.Verdict.Unknown(e.getClass().getName())));
    known.remove(name);
    known.put(name, new Known(verdict, millis.getAsLong()));
    forget();
    return verdict;
  }

  private boolean fresh(Known entry) {
    long age = millis.getAsLong() - entry.askedMillis();
    if (!entry.verdict().isComplete()) {
      return true;
    }
    long limit =
        entry
            .verdict()
            .result()
            .on(
                new TokenCheck.Verdict.Cases<Long>() {
                  @Override
                  public Long allowed(TokenCheck.Verdict.Allowed allowed) {
                    return ALLOWED_MILLIS;
                  }

                  @Override
                  public Long refused(TokenCheck.Verdict.Refused refused) {
                    return REFUSED_MILLIS;
                  }

                  @Override
                  public Long unknown(TokenCheck.Verdict.Unknown unknown) {
                    return 0L;
                  }
                });
    return age < limit;
  }

  /** Oldest first: the map is in order of asking. */
  private void forget() {
    long now = millis.getAsLong();
    var each = known.values().iterator();
    while (each.hasNext()) {
      Known oldest = each.next();
      if (known.size() <= MOST && now - oldest.askedMillis() < ALLOWED_MILLIS) {
        return;
      }
      each.remove();
    }
  }

  void close() {
    workers.close();
  }

  private static String digest(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
