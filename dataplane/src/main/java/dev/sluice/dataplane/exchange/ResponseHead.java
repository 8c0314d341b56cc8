package dev.sluice.dataplane.exchange;

/** Status and header section of a response; reusable. */
public final class ResponseHead {
  private int status;
  private final HeaderSection headers;

  public ResponseHead(int status) {
    this(status, new HeaderSection(256, 8));
  }

  public ResponseHead(int status, HeaderSection headers) {
    this.status = status;
    this.headers = headers;
  }

  /** The same, of a block of its own. */
  public ResponseHead copy() {
    return new ResponseHead(status, headers.copy());
  }

  /** 100 to 999. */
  public int status() {
    return status;
  }

  public void status(int status) {
    this.status = status;
  }

  public HeaderSection headers() {
    return headers;
  }
}
