package dev.sluice.standalone.folder;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** One YAML file: its documents as plain maps, and the line of each field. */
final class YamlFile {
  private static final int DEEPEST = 64;

  private final String file;
  private final List<Document> documents = new ArrayList<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  private YamlFile(String file) {
    this.file = file;
  }

  /** One object as written. */
  record Document(Source source, Map<String, Object> content) {}

  /**
   * What could be read.
   *
   * @param diagnostics not empty: some of the file is missing from the documents
   */
  record Parsed(List<Document> documents, List<Diagnostic> diagnostics) {}

  static Parsed parse(String name, String text) {
    YamlFile file = new YamlFile(name);
    file.read(text);
    return new Parsed(file.documents, file.diagnostics);
  }

  private void read(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new CoreSchema())
            .setUseMarks(true)
            .setCodePointLimit(64 * 1024 * 1024)
            .build();
    try {
      Iterator<Node> nodes = new Compose(settings).composeAllFromString(text).iterator();
      while (nodes.hasNext()) {
        document(nodes.next());
      }
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(0);
      String hint =
          text.contains("{{") ? "; a template must be rendered first (helm template)" : "";
      diagnostics.add(new Diagnostic(file, line, "", "no YAML: " + e.getProblem() + hint));
    } catch (YamlEngineException e) {
      diagnostics.add(new Diagnostic(file, 0, "", "no YAML: " + e.getMessage()));
    }
  }

  private void document(Node node) {
    if (node.getTag().equals(Tag.NULL)) {
      return;
    }
    if (!(node instanceof MappingNode map)) {
      diagnostics.add(
          new Diagnostic(file, line(node), "", "is no object; write apiVersion, kind, metadata"));
      return;
    }
    Node items = null;
    boolean list = false;
    for (NodeTuple pair : map.getValue()) {
      String key = text(pair.getKeyNode());
      list |= "kind".equals(key) && String.valueOf(text(pair.getValueNode())).endsWith("List");
      items = "items".equals(key) ? pair.getValueNode() : items;
    }
    if (list && items instanceof SequenceNode sequence) {
      sequence.getValue().forEach(this::document);
      return;
    }
    Map<String, Integer> lines = new HashMap<>();
    int before = diagnostics.size();
    Object content = plain(map, "", lines, 0);
    if (diagnostics.size() == before && content instanceof Map<?, ?> made) {
      @SuppressWarnings("unchecked")
      Map<String, Object> object = (Map<String, Object>) made;
      documents.add(new Document(new Source(file, line(node), lines), object));
    }
  }

  private @Nullable Object plain(Node node, String path, Map<String, Integer> lines, int depth) {
    if (depth > DEEPEST) {
      diagnostics.add(new Diagnostic(file, line(node), path, "is nested too deeply"));
      return null;
    }
    if (node instanceof MappingNode map) {
      return map(map, path, lines, depth);
    }
    if (node instanceof SequenceNode sequence) {
      List<@Nullable Object> out = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        String place = path + "[" + out.size() + "]";
        lines.put(place, line(item));
        out.add(plain(item, place, lines, depth + 1));
      }
      return out;
    }
    return node instanceof ScalarNode scalar ? scalar(scalar) : null;
  }

  private Map<String, @Nullable Object> map(
      MappingNode map, String path, Map<String, Integer> lines, int depth) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    for (NodeTuple pair : map.getValue()) {
      String key = text(pair.getKeyNode());
      if (key == null) {
        diagnostics.add(
            new Diagnostic(file, line(pair.getKeyNode()), path, "a key must be a text"));
        continue;
      }
      String place = path.isEmpty() ? key : path + "." + key;
      if (out.containsKey(key)) {
        diagnostics.add(
            new Diagnostic(
                file, line(pair.getKeyNode()), place, "is there twice; leave one of them out"));
      }
      lines.put(place, line(pair.getKeyNode()));
      out.put(key, plain(pair.getValueNode(), place, lines, depth + 1));
    }
    return out;
  }

  private static @Nullable Object scalar(ScalarNode node) {
    String value = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(value);
    }
    if (tag.equals(Tag.INT)) {
      return whole(value);
    }
    if (tag.equals(Tag.FLOAT)) {
      try {
        return Double.valueOf(value);
      } catch (NumberFormatException e) {
        return value;
      }
    }
    return value;
  }

  private static Object whole(String value) {
    BigInteger number =
        value.startsWith("0x")
            ? new BigInteger(value.substring(2), 16)
            : value.startsWith("0o")
                ? new BigInteger(value.substring(2), 8)
                : new BigInteger(value.startsWith("+") ? value.substring(1) : value);
    return number.bitLength() < 64 ? (Object) number.longValue() : (Object) number.doubleValue();
  }

  private static @Nullable String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : null;
  }

  private static int line(Node node) {
    return node.getStartMark().map(m -> m.getLine() + 1).orElse(0);
  }
}
