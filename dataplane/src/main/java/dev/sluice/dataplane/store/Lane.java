package dev.sluice.dataplane.store;

import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Ask;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connection to the store: all its calls go through it one behind the other,
 * without waiting for each other's answers. On this loop alone.
 */
final class Lane {
  /** No call takes longer. */
  static final long BOUND = TimeUnit.MILLISECONDS.toNanos(25);

  /** A connection that has kept a call waiting for so long is given up. */
  private static final long DEAF = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long CONNECT = TimeUnit.SECONDS.toNanos(1);

  private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(100);

  private final RedisStore store;
  private final ContextInternal context;
  private final EventLoop loop;
  private final ArrayDeque<Call> calls = new ArrayDeque<>();
  private final Runnable ring = this::ring;
  private boolean rings;
  private @Nullable Redis client;
  private @Nullable RedisConnection connection;
  private boolean connecting;
  private int attempts;
  private boolean closed;
  private long retryAt;
  private int unanswered;

  /** When something was last heard, or first waited for. */
  private long heard;

  Lane(RedisStore store, ContextInternal context) {
    this.store = store;
    this.context = context;
    this.loop = context.nettyEventLoop();
    this.retryAt = System.nanoTime();
  }

  private static final class Call {
    final List<Ask> asks;
    final long since;
    final Consumer<long @Nullable []> then;
    boolean sent;
    boolean over;

    Call(List<Ask> asks, long since, Consumer<long @Nullable []> then) {
      this.asks = asks;
      this.since = since;
      this.then = then;
    }
  }

  void ask(List<Ask> asks, Consumer<long @Nullable []> then) {
    long now = System.nanoTime();
    if (!store.breaker.admits(now)) {
      store.meters.spared.increment();
      then.accept(null);
      return;
    }
    Call call = new Call(asks, now, then);
    calls.add(call);
    RedisConnection to = connection;
    if (to != null) {
      send(call, to, false);
    } else {
      connect();
    }
    if (!rings && !call.over) {
      rings = true;
      loop.schedule(ring, BOUND, TimeUnit.NANOSECONDS);
    }
  }

  // ---- the connection

  private void connect() {
    if (connecting || closed) {
      return;
    }
    long now = System.nanoTime();
    if (now - retryAt < 0) {
      failWaiting("no connection");
      return;
    }
    connecting = true;
    int attempt = ++attempts;
    store.meters.connects.increment();
    // A server that hangs accepts, and then says nothing for ever.
    loop.schedule(() -> giveUp(attempt), CONNECT, TimeUnit.NANOSECONDS);
    context
        .executeBlocking(store.options::read)
        .compose(
            options -> {
              if (attempt != attempts) {
                return Future.failedFuture("given up");
              }
              Redis made = Redis.createClient(store.vertx, options);
              client = made;
              return made.connect();
            })
        .onComplete(
            done -> {
              if (attempt == attempts) {
                connected(done.result(), done.cause());
              }
            });
  }

  private void giveUp(int attempt) {
    if (connecting && attempt == attempts) {
      attempts++;
      connected(null, null);
    }
  }

  private void connected(@Nullable RedisConnection made, @Nullable Throwable failure) {
    connecting = false;
    if (made == null || closed) {
      abandon();
      failWaiting(failure == null ? "no connection in time" : failure.toString());
      return;
    }
    connection = made;
    unanswered = 0;
    made.exceptionHandler(e -> lost(made)).endHandler(v -> lost(made));
    for (Call call : List.copyOf(calls)) {
      if (!call.sent && !call.over) {
        send(call, made, false);
      }
    }
  }

  private void lost(RedisConnection which) {
    if (connection == which) {
      abandon();
    }
  }

  /** The next call makes a new connection, with what the files say and where the master is then. */
  private void abandon() {
    connection = null;
    retryAt = System.nanoTime() + RETRY;
    Redis old = client;
    client = null;
    if (old != null) {
      old.close();
    }
  }

  private void failWaiting(String why) {
    for (Call call : List.copyOf(calls)) {
      if (!call.sent) {
        failed(call, why);
      }
    }
  }

  // ---- calls

  private void send(Call call, RedisConnection to, boolean whole) {
    call.sent = true;
    if (unanswered++ == 0) {
      heard = System.nanoTime();
    }
    Request request = store.script.call(store.options.fleet(), call.asks, whole);
    // In the lane's own context: else Vert.x would make one for each call.
    context.dispatch(
        v -> {
          Future<Response> answer = to.send(request);
          answer.onComplete(
              done -> {
                if (loop.inEventLoop()) {
                  answered(call, to, whole, done.result(), done.cause());
                } else {
                  loop.execute(() -> answered(call, to, whole, done.result(), done.cause()));
                }
              });
        });
  }

  private void answered(
      Call call,
      RedisConnection from,
      boolean whole,
      @Nullable Response response,
      @Nullable Throwable failure) {
    if (from == connection) {
      unanswered--;
    }
    if (response != null) {
      heard = System.nanoTime();
      succeeded(call, response);
    } else if (failure instanceof ErrorType error) {
      heard = System.nanoTime();
      if (error.is("NOSCRIPT") && !whole) {
        if (!call.over) {
          send(call, from, true);
        }
        return;
      }
      if (!error.is("OOM")) {
        // Demoted, loading, without its credentials or its cluster: elsewhere it may be better.
        lost(from);
      }
      failed(call, error.getMessage());
    } else {
      lost(from);
      failed(call, String.valueOf(failure));
    }
  }

  private void succeeded(Call call, Response response) {
    if (call.over) {
      return;
    }
    int count = call.asks.size();
    if (response.size() != count) {
      failed(call, "an answer of " + response.size() + " to " + count);
      return;
    }
    long[] debts = new long[count];
    for (int i = 0; i < count; i++) {
      debts[i] = response.get(i).toLong();
    }
    call.over = true;
    store.breaker.succeeded();
    store.meters.answered.record(System.nanoTime() - call.since, TimeUnit.NANOSECONDS);
    call.then.accept(debts);
  }

  private void failed(Call call, @Nullable String why) {
    if (!call.over) {
      call.over = true;
      store.meters.failed.increment();
      store.breaker.failed(System.nanoTime(), String.valueOf(why));
      call.then.accept(null);
    }
  }

  /** Calls come and are due in the same order: one timer, for the first of them, is enough. */
  private void ring() {
    rings = false;
    long now = System.nanoTime();
    Call first = calls.peek();
    while (first != null && (first.over || now - first.since >= BOUND)) {
      calls.remove();
      if (!first.over) {
        first.over = true;
        store.meters.timedOut.increment();
        store.breaker.failed(now, "no answer in time");
        if (first.sent && connection != null && now - heard > DEAF) {
          abandon();
        }
        first.then.accept(null);
      }
      first = calls.peek();
    }
    if (first != null) {
      rings = true;
      loop.schedule(ring, BOUND - (now - first.since), TimeUnit.NANOSECONDS);
    }
  }

  void close() {
    closed = true;
    abandon();
  }
}
