package dev.sluice.standalone.command;

import dev.sluice.snapshot.filter.BodyEdit;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.filter.ResponseEdit;
import java.util.ArrayList;
import java.util.List;

/** What becomes of headers and bodies on their way, in words, with one request's values. */
final class EditWords {
  private final Filled filled;

  EditWords(Filled filled) {
    this.filled = filled;
  }

  /** Filters after this one, and values further down, see the headers as they are by then. */
  List<String> request(RequestEdit edit) {
    HeaderEdits edits = edit.headers();
    List<String> lines = new ArrayList<>();
    for (String name : edits.remove()) {
      lines.add("request      remove " + name);
      filled.headers().remove(name);
    }
    for (HeaderEdits.Header header : edits.set()) {
      String value = filled.text(header.value());
      lines.add("request      set " + header.name() + ": " + value);
      filled.headers().set(header.name(), value);
    }
    for (HeaderEdits.Header header : edits.add()) {
      String value = filled.text(header.value());
      lines.add("request      add " + header.name() + ": " + value);
      filled.headers().add(header.name(), value);
    }
    if (edit.body() != null) {
      lines.add("request      " + body(edit.body()));
    }
    return lines;
  }

  List<String> response(ResponseEdit edit) {
    List<String> lines = new ArrayList<>(headers("response     ", edit.headers()));
    if (edit.body() != null) {
      lines.add("response     " + body(edit.body()));
    }
    return lines;
  }

  /** Edits that nothing further down sees. */
  List<String> headers(String label, HeaderEdits edits) {
    List<String> lines = new ArrayList<>();
    edits.remove().forEach(name -> lines.add(label + "remove " + name));
    edits.set().forEach(h -> lines.add(label + "set " + field(h)));
    edits.add().forEach(h -> lines.add(label + "add " + field(h)));
    return lines;
  }

  String field(HeaderEdits.Header header) {
    return header.name() + ": " + filled.text(header.value());
  }

  private static String body(BodyEdit body) {
    return "JSON of up to " + body.maxBytes() + " bytes becomes " + body.expression();
  }
}
