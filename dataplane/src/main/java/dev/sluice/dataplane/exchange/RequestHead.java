package dev.sluice.dataplane.exchange;

import dev.sluice.snapshot.table.RequestView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Method, target and header section of a request. The codec fills it: it has decided the framing,
 * checked the syntax, and normalised the path; matching, filters and forwarding all see the same
 * path. Reusable.
 *
 * <p>Host and path are stretches of the header section's block: {@code bytes()[hostStart, hostEnd)}
 * is the lower-case host without its port.
 */
public final class RequestHead implements RequestView {
  private final HeaderSection headers;
  private String method = "";
  private int hostStart;
  private int hostEnd;
  private int pathStart;
  private int pathEnd;
  private int queryStart;
  private int queryEnd;
  private String authority = "";
  private String askedAuthority = "";

  /** Survives {@link #clear()}. */
  private ConnectionTexts texts = new ConnectionTexts();

  private int askedPathStart;
  private int askedPathEnd;
  private int version;
  private boolean tls;
  private boolean preflight;
  private @Nullable String address;
  private @Nullable String upgrade;
  private List<String> captureNames = List.of();
  private int[] captureOffsets = {};
  private int prefixLength;

  public RequestHead(HeaderSection headers) {
    this.headers = headers;
  }

  /** For the codec: forgets the previous request. */
  public void clear() {
    headers.clear();
    method = "";
    authority = "";
    askedAuthority = "";
    upgrade = null;
    tls = false;
    preflight = false;
    address = null;
    captureNames = List.of();
    prefixLength = 0;
    hostStart = hostEnd = pathStart = pathEnd = queryStart = queryEnd = 0;
    askedPathStart = askedPathEnd = 0;
  }

  /** The same, apart from what the rule's match found and from a switch of protocols. */
  public RequestHead copy() {
    RequestHead copy = new RequestHead(headers.copy());
    copy.method = method;
    copy.hostStart = hostStart;
    copy.hostEnd = hostEnd;
    copy.pathStart = pathStart;
    copy.pathEnd = pathEnd;
    copy.queryStart = queryStart;
    copy.queryEnd = queryEnd;
    copy.authority = authority;
    copy.askedAuthority = askedAuthority;
    copy.askedPathStart = askedPathStart;
    copy.askedPathEnd = askedPathEnd;
    copy.version = version;
    copy.tls = tls;
    return copy;
  }

  public HeaderSection headers() {
    return headers;
  }

  /** The block in which host, path and query stand; valid until the next edit. */
  @Override
  public byte[] bytes() {
    return headers.bytes();
  }

  @Override
  public String method() {
    return method;
  }

  public void method(String method) {
    this.method = method;
  }

  /** Host or :authority as the upstream is to see it: as the client sent it, until rewritten. */
  public String authority() {
    return authority;
  }

  /** For the codec. */
  public void authority(String authority) {
    this.authority = authority;
    askedAuthority = authority;
    texts.authority = authority;
  }

  /** For the codec: a stretch of the block. */
  public void authority(int start, int end) {
    authority(headers.text(start, end, texts.authority));
  }

  /** For the codec: what the requests of its connection share. */
  public void texts(ConnectionTexts shared) {
    texts = shared;
  }

  ConnectionTexts texts() {
    return texts;
  }

  /** Another host for the upstream. */
  public void rewriteAuthority(String other) {
    authority = other;
  }

  /** Host or :authority as the client sent it, whatever was rewritten. */
  public String askedAuthority() {
    return askedAuthority;
  }

  @Override
  public int hostStart() {
    return hostStart;
  }

  @Override
  public int hostEnd() {
    return hostEnd;
  }

  public void host(int start, int end) {
    hostStart = start;
    hostEnd = end;
  }

  @Override
  public int pathStart() {
    return pathStart;
  }

  @Override
  public int pathEnd() {
    return pathEnd;
  }

  /** For the codec. */
  public void path(int start, int end) {
    rewritePath(start, end);
    askedPathStart = start;
    askedPathEnd = end;
  }

  /** Another path for the upstream, as a stretch of the block. */
  public void rewritePath(int start, int end) {
    pathStart = start;
    pathEnd = end;
  }

  /** The path as the client asked for it, normalised, whatever was rewritten. */
  public String askedPath() {
    return headers.text(askedPathStart, askedPathEnd);
  }

  /** The path as a string. */
  public String path() {
    return headers.text(pathStart, pathEnd);
  }

  /** Start of the query in the block, after the question mark; start = end: none. */
  public int queryStart() {
    return queryStart;
  }

  public int queryEnd() {
    return queryEnd;
  }

  public void query(int start, int end) {
    queryStart = start;
    queryEnd = end;
  }

  /** 10, 11 or 20. */
  public int version() {
    return version;
  }

  public void version(int version) {
    this.version = version;
  }

  @Override
  public boolean tls() {
    return tls;
  }

  public void tls(boolean tls) {
    this.tls = tls;
  }

  /**
   * Whether it is a browser's question about another request, and the rule was found by that other
   * one's method (Fetch standard, "CORS-preflight fetch").
   */
  public boolean preflight() {
    return preflight;
  }

  public void preflight(boolean preflight) {
    this.preflight = preflight;
  }

  @Override
  public @Nullable String address() {
    return address;
  }

  /** For matching: who asks, after trusted proxies. */
  public void address(String client) {
    address = client;
  }

  /** Protocol that the client asks to switch to, lower case (RFC 9110 §7.8); else null. */
  public @Nullable String upgrade() {
    return upgrade;
  }

  public void upgrade(@Nullable String protocol) {
    this.upgrade = protocol;
  }

  // ---- what the rule's match found in the path

  /**
   * For matching: bytes of the path that a rewrite of the prefix replaces, and the captures of a
   * template as pairs of offsets into the block. They stay true when the path is rewritten.
   */
  public void matched(int prefix, List<String> names, int[] offsets) {
    prefixLength = prefix;
    captureNames = names;
    captureOffsets = offsets;
  }

  /** Bytes of the path that the rule's prefix match covers; 0 where it matched otherwise. */
  public int prefixLength() {
    return prefixLength;
  }

  /** A capture of the path template that matched, as it stands in the path. */
  public @Nullable String capture(String name) {
    int i = captureNames.indexOf(name);
    return i < 0 ? null : headers.text(captureOffsets[2 * i], captureOffsets[2 * i + 1]);
  }

  // ---- what matchers ask

  @Override
  public @Nullable String header(String lowerName) {
    // Host is taken out of the section before it goes to an upstream.
    return lowerName.equals("host") ? askedAuthority : headers.combined(lowerName);
  }

  @Override
  public @Nullable String query(String name) {
    return queryEnd == queryStart ? null : QueryText.first(queryText(), name);
  }

  /** The query as it came, without its question mark. */
  public String queryText() {
    return headers.text(queryStart, queryEnd);
  }

  @Override
  public @Nullable String cookie(String name) {
    for (int i = headers.find(HeaderName.COOKIE, 0);
        i >= 0;
        i = headers.find(HeaderName.COOKIE, i + 1)) {
      String value = CookieText.value(headers.valueAt(i), name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
