package dev.sluice.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.Responder;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.RulePlan;
import dev.sluice.dataplane.filter.ratelimit.RateLimits;
import dev.sluice.dataplane.filter.ratelimit.SharedCounts;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitCost;
import dev.sluice.snapshot.filter.LimitKey;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.filter.Phase;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.RuleId;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a local limit adds to an exchange: the difference to {@code none}. {@code subjects} keys
 * come in turn: of a million, each is new or all but forgotten. Run with -prof gc. The last one is
 * the counter alone as it would be in Caffeine: a key made of the same parts, a bounded cache.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LimitBench {
  private static final HeaderName SUBJECT = HeaderName.of("x-subject");
  private static final Responder NOWHERE =
      new Responder() {
        @Override
        public void fail(Failure cause) {}

        @Override
        public void interim(ResponseHead head) {}

        @Override
        public void respond(ResponseHead head, BodySource body) {}

        @Override
        public BodySource switched() {
          return BodySource.EMPTY;
        }

        @Override
        public Runnable after(long millis, Runnable task) {
          return () -> {};
        }
      };

  /** What the exchanges of one event loop use again and again. */
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // JMH sets its parameters, then calls start
  public static class Loop {
    @Param({"100", "1000000"})
    int subjects;

    @Param({"none", "quiet", "draft"})
    String headers;

    private final Client client = new Client("198.51.100.7", 40_000, 8080, false, null);
    private final RequestHead request = new RequestHead(new HeaderSection());
    private final HeaderSection response = new HeaderSection();
    private RulePlan plan;
    private Cache<String, AtomicLong> cache;
    private int next;

    @Setup
    public void start() {
      RateLimits all =
          new RateLimits(
              SharedCounts.NONE,
              new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
              System::nanoTime);
      Limit limit =
          new Limit(
              "each",
              new Limit.Bound.Rate(1_000_000_000, 1_000, 1_000_000_000),
              List.of(new LimitKey.Source(32, 64), new LimitKey.Header("x-subject")),
              null,
              LimitCost.ONE,
              null);
      LimitPolicy policy =
          new LimitPolicy(
              "bench/policy",
              1,
              LimitPolicy.Scope.LOCAL,
              LimitPolicy.Counting.EXACT,
              List.of(limit),
              LimitPolicy.OnStoreFailure.LOCAL,
              headers.equals("draft")
                  ? LimitPolicy.LimitHeaders.DRAFT
                  : LimitPolicy.LimitHeaders.NONE,
              new LimitPolicy.Refusal(429, "", ""),
              false);
      Filter filter = all.filter(new RateLimit(Phase.LIMIT, List.of(policy)));
      plan =
          new RulePlan(
              new RuleId(new RouteId("bench", "route"), "rule"),
              headers.equals("none") ? List.of() : List.of(filter),
              exchange -> exchange.respond(new ResponseHead(200, response), BodySource.EMPTY));
      cache = Caffeine.newBuilder().maximumSize(450_000).executor(Runnable::run).build();
    }

    String subject() {
      next = next + 1 == subjects ? 0 : next + 1;
      return SUBJECTS[next & 0xffff] + (next >>> 16);
    }
  }

  private static final String[] SUBJECTS = new String[65_536];

  static {
    for (int i = 0; i < SUBJECTS.length; i++) {
      SUBJECTS[i] = "subject-" + i + "-";
    }
  }

  @Benchmark
  public boolean exchange(Loop loop) {
    loop.request.clear();
    loop.response.clear();
    loop.request.method("GET");
    loop.request.headers().add(SUBJECT, loop.subject());
    Exchange exchange =
        new Exchange(loop.request, BodySource.EMPTY, loop.client, NOWHERE, System.nanoTime());
    exchange.run(loop.plan);
    return exchange.answered();
  }

  @Benchmark
  public long caffeine(Loop loop) {
    String key = "bench/policy each " + loop.client.address() + " " + loop.subject();
    AtomicLong arrival = loop.cache.get(key, k -> new AtomicLong());
    long now = System.nanoTime();
    while (true) {
      long before = arrival.get();
      long after = Math.max(before, now) + 1;
      if (arrival.compareAndSet(before, after)) {
        return after;
      }
    }
  }
}
