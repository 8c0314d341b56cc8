package dev.sluice.dataplane.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Method, target and header section of a request. The codec fills it: it has decided the framing,
 * checked the syntax, and normalised the path; matching, filters and forwarding all see the same
 * path. Reusable.
 *
 * <p>Host and path are stretches of the header section's block: {@code bytes()[hostStart, hostEnd)}
 * is the lower-case host without its port.
 */
public final class RequestHead {
  private final HeaderSection headers;
  private String method = "";
  private int hostStart;
  private int hostEnd;
  private int pathStart;
  private int pathEnd;
  private int queryStart;
  private int queryEnd;
  private String authority = "";
  private int version;
  private @Nullable String upgrade;

  public RequestHead(HeaderSection headers) {
    this.headers = headers;
  }

  /** For the codec: forgets the previous request. */
  public void clear() {
    headers.clear();
    method = "";
    authority = "";
    upgrade = null;
    hostStart = hostEnd = pathStart = pathEnd = queryStart = queryEnd = 0;
  }

  public HeaderSection headers() {
    return headers;
  }

  /** The block in which host, path and query stand; valid until the next edit. */
  public byte[] bytes() {
    return headers.bytes();
  }

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

  public void authority(String authority) {
    this.authority = authority;
  }

  public int hostStart() {
    return hostStart;
  }

  public int hostEnd() {
    return hostEnd;
  }

  public void host(int start, int end) {
    hostStart = start;
    hostEnd = end;
  }

  public int pathStart() {
    return pathStart;
  }

  public int pathEnd() {
    return pathEnd;
  }

  public void path(int start, int end) {
    pathStart = start;
    pathEnd = end;
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

  /** Protocol that the client asks to switch to, lower case (RFC 9110 §7.8); else null. */
  public @Nullable String upgrade() {
    return upgrade;
  }

  public void upgrade(@Nullable String protocol) {
    this.upgrade = protocol;
  }
}
