package dev.sluice.dataplane.exchange.edit;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.snapshot.filter.HeaderEdits;
import java.util.List;

/** Header edits, ready to be applied: remove, set, add. */
public final class HeaderChanges {
  private record Field(HeaderName name, TemplateText value) {
    static Field[] of(List<HeaderEdits.Header> fields) {
      return fields.stream()
          .map(each -> new Field(HeaderName.of(each.name()), new TemplateText(each.value())))
          .toArray(Field[]::new);
    }
  }

  private final HeaderName[] remove;
  private final Field[] set;
  private final Field[] add;

  public HeaderChanges(HeaderEdits edits) {
    remove = edits.remove().stream().map(HeaderName::of).toArray(HeaderName[]::new);
    set = Field.of(edits.set());
    add = Field.of(edits.add());
  }

  /** Values are those of the request; the section may be that of the response. */
  public void apply(Exchange exchange, HeaderSection headers) {
    for (HeaderName name : remove) {
      headers.remove(name);
    }
    for (Field field : set) {
      headers.set(field.name(), field.value().render(exchange));
    }
    for (Field field : add) {
      headers.add(field.name(), field.value().render(exchange));
    }
  }
}
