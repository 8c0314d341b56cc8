package dev.sluice.dataplane.store;

import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Ask;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** {@code counts.lua} and its name in the server. */
final class Script {
  private final String text;
  private final String sha;

  Script() {
    try (InputStream in = Script.class.getResourceAsStream("counts.lua")) {
      if (in == null) {
        throw new IllegalStateException("counts.lua is missing");
      }
      byte[] bytes = in.readAllBytes();
      text = new String(bytes, StandardCharsets.UTF_8);
      sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A call of the script; by name, or with its text for a server that has not got it yet. */
  Request call(String fleet, List<Ask> asks, boolean whole) {
    Request request =
        whole ? Request.cmd(Command.EVAL).arg(text) : Request.cmd(Command.EVALSHA).arg(sha);
    request.arg(asks.size());
    for (Ask ask : asks) {
      // The braces keep the counters of a policy on one node of a cluster.
      request.arg("sluice:" + fleet + ":{" + ask.policy() + "}:" + ask.key());
    }
    for (Ask ask : asks) {
      request
          .arg(ask.mode().name())
          .arg(ask.need())
          .arg(ask.take())
          .arg(ask.tolerance())
          .arg(ask.ceiling());
    }
    return request;
  }
}
