package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Redirect;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.Access;
import dev.sluice.snapshot.filter.BodyLimit;
import dev.sluice.snapshot.filter.Cors;
import dev.sluice.snapshot.filter.Faults;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.JsonSchemaCheck;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitCost;
import dev.sluice.snapshot.filter.LimitKey;
import dev.sluice.snapshot.filter.Mirror;
import dev.sluice.snapshot.filter.OpenApiCheck;
import dev.sluice.snapshot.filter.OriginPattern;
import dev.sluice.snapshot.filter.PathRewrite;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.filter.Rewrite;
import dev.sluice.snapshot.filter.ValueTemplate;
import dev.sluice.snapshot.filter.WebSocketLimit;
import dev.sluice.snapshot.id.DocumentId;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate;
import dev.sluice.snapshot.match.ValueMatch;
import dev.sluice.snapshot.route.AffinityKeys;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Document;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Fleet;
import dev.sluice.snapshot.route.Route;
import java.io.IOException;

/**
 * Entries to canonical JSON (fields sorted, nulls left out) and back. A field that is not known is
 * an error: a function that is left out in silence would be a lie, and at worst an open door.
 */
final class EntryCodec {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .addModule(Shared.module())
          .addMixIn(Action.class, Actions.class)
          .addMixIn(FilterConfig.class, Filters.class)
          .addMixIn(PathMatch.class, PathMatches.class)
          .addMixIn(ValueMatch.class, ValueMatches.class)
          .addMixIn(PathRewrite.class, PathRewrites.class)
          .addMixIn(Limit.Bound.class, Bounds.class)
          .addMixIn(LimitKey.class, LimitKeys.class)
          .addMixIn(LimitCost.class, LimitCosts.class)
          .addMixIn(Hostname.class, Text.class)
          .addMixIn(DocumentId.class, Digest.class)
          .addMixIn(PathTemplate.class, ParsedPath.class)
          .addMixIn(ValueTemplate.class, ParsedValue.class)
          .addMixIn(OriginPattern.class, ParsedOrigin.class)
          .build();

  private EntryCodec() {}

  static byte[] encode(Entry entry) {
    try {
      return MAPPER.writeValueAsBytes(entry);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("entry " + entry.key(), e);
    }
  }

  static Entry decode(EntryKey key, byte[] json, Shared shared) {
    int slash = key.text().indexOf('/');
    String kind = slash < 0 ? key.text() : key.text().substring(0, slash);
    Class<? extends Entry> type =
        switch (kind) {
          case "route" -> Route.class;
          case "endpoints" -> Endpoints.class;
          case "certificate" -> Certificate.class;
          case "authority" -> Authority.class;
          case "document" -> Document.class;
          case "fleet" -> Fleet.class;
          case "affinity" -> AffinityKeys.class;
          default -> throw new IllegalArgumentException("unknown kind of entry: " + kind);
        };
    Entry entry;
    try {
      entry = MAPPER.readerFor(type).withAttribute(Shared.key(), shared).readValue(json);
    } catch (JsonProcessingException e) {
      // Without the source: a certificate's bytes must not end in a log.
      throw new IllegalArgumentException(e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
    if (!entry.key().equals(key)) {
      throw new IllegalArgumentException("entry " + entry.key() + " under the key " + key);
    }
    return entry;
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @Type(value = Proxy.class, name = "proxy"),
    @Type(value = Redirect.class, name = "redirect"),
    @Type(value = Respond.class, name = "respond"),
    @Type(value = Broken.class, name = "broken")
  })
  private interface Actions {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @Type(value = Access.class, name = "access"),
    @Type(value = Cors.class, name = "cors"),
    @Type(value = BodyLimit.class, name = "bodyLimit"),
    @Type(value = WebSocketLimit.class, name = "webSocketLimit"),
    @Type(value = JsonSchemaCheck.class, name = "jsonSchemaCheck"),
    @Type(value = OpenApiCheck.class, name = "openApiCheck"),
    @Type(value = Rewrite.class, name = "rewrite"),
    @Type(value = RequestEdit.class, name = "requestEdit"),
    @Type(value = ResponseEdit.class, name = "responseEdit"),
    @Type(value = RateLimit.class, name = "rateLimit"),
    @Type(value = Mirror.class, name = "mirror"),
    @Type(value = Faults.class, name = "faults")
  })
  private interface Filters {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @Type(value = PathMatch.Exact.class, name = "exact"),
    @Type(value = PathMatch.Prefix.class, name = "prefix"),
    @Type(value = PathMatch.Template.class, name = "template"),
    @Type(value = PathMatch.Regex.class, name = "regex")
  })
  private interface PathMatches {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @Type(value = ValueMatch.Exact.class, name = "exact"),
    @Type(value = ValueMatch.Regex.class, name = "regex"),
    @Type(value = ValueMatch.Present.class, name = "present")
  })
  private interface ValueMatches {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @Type(value = PathRewrite.Prefix.class, name = "prefix"),
    @Type(value = PathRewrite.Full.class, name = "full"),
    @Type(value = PathRewrite.Template.class, name = "template")
  })
  private interface PathRewrites {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @Type(value = Limit.Bound.Rate.class, name = "rate"),
    @Type(value = Limit.Bound.Concurrent.class, name = "concurrent")
  })
  private interface Bounds {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @Type(value = LimitKey.Source.class, name = "source"),
    @Type(value = LimitKey.Header.class, name = "header"),
    @Type(value = LimitKey.Cookie.class, name = "cookie"),
    @Type(value = LimitKey.Query.class, name = "query"),
    @Type(value = LimitKey.PathCapture.class, name = "pathCapture"),
    @Type(value = LimitKey.PathSegment.class, name = "pathSegment")
  })
  private interface LimitKeys {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @Type(value = LimitCost.Constant.class, name = "constant"),
    @Type(value = LimitCost.RequestHeader.class, name = "requestHeader"),
    @Type(value = LimitCost.ResponseHeader.class, name = "responseHeader"),
    @Type(value = LimitCost.Expression.class, name = "expression")
  })
  private interface LimitCosts {}

  private abstract static class Text {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Text(String text) {}

    @JsonValue
    abstract String text();
  }

  private abstract static class Digest {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Digest(String sha256) {}

    @JsonValue
    abstract String sha256();
  }

  private abstract static class ParsedPath {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static PathTemplate parse(String text) {
      return PathTemplate.parse(text);
    }

    @JsonValue
    abstract String text();
  }

  private abstract static class ParsedValue {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ValueTemplate parse(String text) {
      return ValueTemplate.parse(text);
    }

    @JsonValue
    abstract String text();
  }

  private abstract static class ParsedOrigin {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static OriginPattern parse(String text) {
      return OriginPattern.parse(text);
    }

    @JsonValue
    abstract String text();
  }
}
