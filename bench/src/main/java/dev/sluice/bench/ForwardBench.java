package dev.sluice.bench;

import dev.sluice.dataplane.codec.FieldLines;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.ForwardedFields;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.Responder;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.RulePlan;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.RuleId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** What our own code does to one request between two sockets. Run with -prof gc. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Dio.netty.noUnsafe=false")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ForwardBench {
  private static final String SMALL = "host: shop.example.com\r\naccept: */*\r\n\r\n";
  private static final String BROWSER =
      """
      Host: shop.example.com
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
      Accept-Language: en-GB,en;q=0.7,de;q=0.3
      Accept-Encoding: gzip, deflate, br, zstd
      Referer: https://shop.example.com/catalog/hats
      Cookie: session=9f1c7a52c0d94e0b8f1b6b9f9a2f1c33; theme=dark; consent=1
      DNT: 1
      Connection: keep-alive
      Upgrade-Insecure-Requests: 1
      Sec-Fetch-Dest: document
      Sec-Fetch-Mode: navigate
      Sec-Fetch-Site: same-origin
      Priority: u=0, i

      """
          .replace("\n", "\r\n");

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
          throw new IllegalStateException("nothing here waits");
        }
      };

  @Param({"small", "browser"})
  String fields = "small";

  /** Filters that let everything pass: what the chain itself costs. */
  @Param({"0", "3"})
  int filters;

  private final RequestHead head = new RequestHead(new HeaderSection());
  private final ByteBuf out = Unpooled.directBuffer(4096);
  private final Client client = new Client("192.0.2.7", 40000, 8080, false, null);
  private byte[] received = {};
  private RulePlan plan =
      new RulePlan(new RuleId(new RouteId("web", "shop"), "all"), List.of(), exchange -> {});

  @Setup
  public void prepare() {
    received = (fields.equals("small") ? SMALL : BROWSER).getBytes(StandardCharsets.US_ASCII);
    Filter passes = exchange -> Verdict.PASS;
    plan = new RulePlan(plan.id(), Collections.nCopies(filters, passes), exchange -> {});
  }

  private void read() {
    head.clear();
    HeaderSection headers = head.headers();
    headers.append(received, 0, received.length);
    FieldLines.index(headers, 0, received.length, 100, false);
    head.method("GET");
    head.authority("shop.example.com");
    head.version(11);
  }

  private Exchange exchange() {
    return new Exchange(head, BodySource.EMPTY, client, NOWHERE, 0);
  }

  /** A head's field lines, checked and indexed. */
  @Benchmark
  public int index() {
    read();
    return head.headers().size();
  }

  /** The same, then all that a forwarded request's head goes through, into the buffer. */
  @Benchmark
  public int forward() {
    read();
    ForwardedFields.apply(exchange());
    out.clear();
    head.headers().writeHttp1(out);
    return out.writerIndex();
  }

  /** From the match to the action. */
  @Benchmark
  public boolean chain() {
    Exchange exchange = exchange();
    exchange.run(plan);
    return exchange.answered();
  }
}
