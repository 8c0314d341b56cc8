package dev.sluice.snapshot.filter;

/** How a path is rewritten, for {@link Rewrite} and for redirects alike. */
public sealed interface PathRewrite {
  <R> R on(Cases<R> cases);

  /** Replaces the prefix that the rule matched by this one; only under a prefix match. */
  record Prefix(String replacement) implements PathRewrite {
    public Prefix {
      if (!replacement.startsWith("/")) {
        throw new IllegalArgumentException("prefix must start with '/': " + replacement);
      }
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.prefix(this);
    }
  }

  /** Replaces the whole path. */
  record Full(String path) implements PathRewrite {
    public Full {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("full path must start with '/': " + path);
      }
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.full(this);
    }
  }

  /**
   * Replaces the whole path by a text whose {@code {name}} are the captures of the match's
   * template.
   */
  record Template(ValueTemplate path) implements PathRewrite {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.template(this);
    }
  }

  /** The cases of {@link PathRewrite}. */
  interface Cases<R> {
    R prefix(Prefix prefix);

    R full(Full full);

    R template(Template template);
  }
}
