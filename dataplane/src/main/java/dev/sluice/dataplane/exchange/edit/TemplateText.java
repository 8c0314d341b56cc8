package dev.sluice.dataplane.exchange.edit;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.snapshot.filter.ValueTemplate;
import dev.sluice.snapshot.filter.ValueTemplate.Part;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A value template, ready to be filled in from a request. What comes from the request loses its
 * control characters: it can end neither a field nor a section.
 */
public final class TemplateText {
  private final Part[] parts;
  private final @Nullable String constant;

  public TemplateText(ValueTemplate template) {
    parts = template.parts().toArray(Part[]::new);
    StringBuilder all = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Literal literal) {
        all.append(literal.text());
      }
    }
    constant = template.constant() ? wire(clean(all.toString())) : null;
  }

  public String render(Exchange exchange) {
    if (constant != null) {
      return constant;
    }
    StringBuilder all = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Literal literal) {
        all.append(wire(literal.text()));
      } else if (part instanceof Part.Value value) {
        String text = value(exchange, value);
        if (text != null) {
          all.append(text);
        }
      }
    }
    return clean(all.toString());
  }

  private static @Nullable String value(Exchange exchange, Part.Value value) {
    RequestHead request = exchange.request();
    return switch (value.source()) {
      case PATH -> request.capture(value.name());
      case QUERY -> {
        String text = request.query(value.name());
        yield text == null ? null : wire(text);
      }
      case HEADER -> request.header(value.name());
      case CLIENT_ADDRESS -> exchange.client().address();
      case REQUEST_ID -> exchange.requestId();
    };
  }

  /** As UTF-8, one character for each byte, as header sections hold them. */
  private static String wire(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      }
    }
    return text;
  }

  private static String clean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == 0x7f) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int k = 0; k < text.length(); k++) {
          char d = text.charAt(k);
          if (d == '\t' || (d >= 0x20 && d != 0x7f)) {
            kept.append(d);
          }
        }
        return kept.toString();
      }
    }
    return text;
  }
}
