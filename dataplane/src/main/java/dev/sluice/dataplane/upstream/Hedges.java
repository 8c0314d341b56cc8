package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.snapshot.upstream.Hedge;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The tries of one call that run beside its first. */
final class Hedges {
  private final Call call;
  private final Hedge config;
  private final List<Try> beside = new ArrayList<>(2);
  private ScheduledFuture<?> timer;
  private int sent;

  Hedges(Call call, Hedge config) {
    this.call = call;
    this.config = config;
    timer = schedule();
  }

  /** Safe methods (RFC 9110 §9.2.1) without a body: twice is as good as once. */
  static boolean fits(Exchange exchange) {
    String method = exchange.request().method();
    return exchange.body() == BodySource.EMPTY
        && exchange.request().upgrade() == null
        && (method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS"));
  }

  private ScheduledFuture<?> schedule() {
    return call.loop().executor().schedule(this::more, config.afterMillis(), TimeUnit.MILLISECONDS);
  }

  private void more() {
    if (sent < config.max() && call.hedge(this)) {
      sent++;
      if (sent < config.max()) {
        timer = schedule();
      }
    }
  }

  void add(Try made) {
    beside.add(made);
  }

  /** One has ended; which one goes on in its place? Null: there is none. */
  @Nullable Try without(Try ended, @Nullable Try current) {
    beside.remove(ended);
    if (ended != current) {
      return current;
    }
    return beside.isEmpty() ? null : beside.remove(0);
  }

  /** One has answered: the others are not wanted. */
  void won(Try winner, @Nullable Try first) {
    timer.cancel(false);
    beside.remove(winner);
    if (first != null && first != winner) {
      first.cancel();
    }
    end();
  }

  void end() {
    timer.cancel(false);
    List.copyOf(beside).forEach(Try::cancel);
    beside.clear();
  }
}
