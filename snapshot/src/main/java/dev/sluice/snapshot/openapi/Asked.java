package dev.sluice.snapshot.openapi;

import java.util.List;

/** What a check may ask of the head of a request; on the thread that owns it. */
public interface Asked {
  /** The block in which the path stands. */
  byte[] bytes();

  /** Where the path begins: normalised, without the query. */
  int pathStart();

  int pathEnd();

  /** As it came, without its question mark; empty: none. */
  String queryText();

  /** The values of all fields of a lower-case name. */
  List<String> fields(String lowerName);
}
