package dev.sluice.snapshot.match;

/** How a rule matches the path of a request (after normalisation, without the query). */
public sealed interface PathMatch {

  /** Everything under the root: what a rule without a path means. */
  PathMatch ANY = new Prefix("/");

  <R> R on(Cases<R> cases);

  /** The whole path, byte for byte. */
  record Exact(String path) implements PathMatch {
    public Exact {
      requireAbsolute(path);
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.exact(this);
    }
  }

  /**
   * A prefix by whole segments: {@code /cart} matches {@code /cart} and {@code /cart/7}, not {@code
   * /cartoon}. A trailing slash means nothing (Gateway API, HTTPPathMatch PathPrefix); it is
   * dropped here, so that equal matches are equal records.
   */
  record Prefix(String path) implements PathMatch {
    public Prefix {
      requireAbsolute(path);
      while (path.length() > 1 && path.endsWith("/")) {
        path = path.substring(0, path.length() - 1);
      }
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.prefix(this);
    }
  }

  /** A template with captures; see {@link PathTemplate} for the grammar. */
  record Template(PathTemplate template) implements PathMatch {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.template(this);
    }
  }

  /** An RE2 expression that must match the whole path. RE2 runs in linear time. */
  record Regex(String pattern) implements PathMatch {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.regex(this);
    }
  }

  /** The cases of {@link PathMatch}. */
  interface Cases<R> {
    R exact(Exact exact);

    R prefix(Prefix prefix);

    R template(Template template);

    R regex(Regex regex);
  }

  private static void requireAbsolute(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path must start with '/': " + path);
    }
  }
}
