package dev.sluice.dataplane.exchange.edit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.snapshot.filter.BodyEdit;
import dev.sluice.snapshot.filter.JsonExpression;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A new body of an old one, ready to be applied. Numbers stay as they are written. */
public final class JsonChange {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private static final HeaderName CONTENT_ENCODING = HeaderName.of("content-encoding");
  private static final HeaderName IDENTITY = HeaderName.of("identity");

  /** They are about bytes that are not there any more. */
  private static final HeaderName[] OF_THE_BYTES = {
    HeaderName.CONTENT_LENGTH,
    HeaderName.of("content-digest"),
    HeaderName.of("repr-digest"),
    HeaderName.of("digest"),
    HeaderName.of("content-md5"),
    HeaderName.of("accept-ranges"),
    CONTENT_ENCODING
  };

  /** Bodies up to here take less time than it takes to hand them over to another thread. */
  private static final int AT_ONCE = 32 << 10;

  private final JsonExpression expression;
  private final int most;

  public JsonChange(BodyEdit edit) {
    expression = JsonExpression.parse(edit.expression());
    most = edit.maxBytes();
  }

  /** Bytes that a body may have. */
  public int most() {
    return most;
  }

  /** Whether the fields say JSON. */
  public static boolean json(HeaderSection headers) {
    String type = headers.value(HeaderName.CONTENT_TYPE);
    if (type == null) {
      return false;
    }
    int end = type.indexOf(';');
    String bare = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return bare.equals("application/json") || bare.endsWith("+json");
  }

  /** Whether the body is in a coding, such as gzip. */
  public static boolean coded(HeaderSection headers) {
    int at = headers.find(CONTENT_ENCODING);
    return at >= 0 && !headers.valueIs(at, IDENTITY);
  }

  /** Takes away what is not true of the new body. */
  public static void forget(HeaderSection headers) {
    for (HeaderName name : OF_THE_BYTES) {
      headers.remove(name);
    }
  }

  /**
   * Makes the new body, and hands it over on the exchange's event loop, perhaps before this
   * returns: a large one is worked on elsewhere meanwhile.
   *
   * @param unfit called instead where the body is no JSON, or of a shape that the expression cannot
   *     take; true: it is no JSON
   */
  public void apply(
      Exchange exchange, byte[] body, Consumer<byte[]> made, Consumer<Boolean> unfit) {
    if (body.length <= AT_ONCE) {
      work(exchange, body, made, unfit).run();
    } else {
      ForkJoinPool.commonPool().execute(() -> exchange.after(0, work(exchange, body, made, unfit)));
    }
  }

  /** What is left to do on the event loop. */
  private Runnable work(
      Exchange exchange, byte[] body, Consumer<byte[]> made, Consumer<Boolean> unfit) {
    byte @Nullable [] result;
    try {
      JsonNode document = JSON.readTree(body);
      if (document == null || document.isMissingNode()) {
        return () -> unfit.accept(true);
      }
      result = JSON.writeValueAsBytes(expression.of(document));
    } catch (JsonProcessingException e) {
      return () -> unfit.accept(true);
    } catch (IOException | IllegalArgumentException e) {
      return () -> unfit.accept(false);
    } catch (RuntimeException e) {
      // Nobody waits for the thread that works: lost there, it would be lost for good.
      return () -> exchange.bug(e);
    }
    return () -> made.accept(result);
  }
}
