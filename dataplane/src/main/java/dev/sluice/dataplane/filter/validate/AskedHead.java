package dev.sluice.dataplane.filter.validate;

import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.snapshot.openapi.Asked;
import java.util.ArrayList;
import java.util.List;

/** A request's head, as a check asks it. */
record AskedHead(RequestHead head) implements Asked {
  @Override
  public byte[] bytes() {
    return head.bytes();
  }

  @Override
  public int pathStart() {
    return head.pathStart();
  }

  @Override
  public int pathEnd() {
    return head.pathEnd();
  }

  @Override
  public String queryText() {
    return head.queryText();
  }

  @Override
  public List<String> fields(String lowerName) {
    if (lowerName.equals("host")) {
      // It is taken out of the section before it goes to an upstream.
      return List.of(head.askedAuthority());
    }
    HeaderSection headers = head.headers();
    HeaderName name = HeaderName.of(lowerName);
    int i = headers.find(name);
    if (i < 0) {
      return List.of();
    }
    List<String> values = new ArrayList<>(1);
    for (; i >= 0; i = headers.find(name, i + 1)) {
      values.add(headers.valueAt(i));
    }
    return values;
  }
}
