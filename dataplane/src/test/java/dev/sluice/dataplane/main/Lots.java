package dev.sluice.dataplane.main;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Messages by lot, in every build the same, so that one is not red for what another has changed.
 * {@code -Dsluice.fuzz.seed} draws others, and {@code -Dsluice.fuzz.times=100} a hundred times as
 * many; a failure says the seed that draws its lot first.
 */
public final class Lots {
  private static final long SEED = Long.getLong("sluice.fuzz.seed", 1);
  private static final int TIMES = Integer.getInteger("sluice.fuzz.times", 1);
  private static final char[] STRANGE =
      "\r\n\0 \t:;,/.%0919aZ\u000b\f\u007f\u0085\u00a0\u00e9\u00ff".toCharArray();

  /** What is done with one lot. */
  public interface Lot {
    void draw(Random random) throws Exception;
  }

  private Lots() {}

  public static void draw(String what, int usual, Lot lot) throws Exception {
    int all = usual * TIMES;
    System.out.println("fuzz: " + what + ", " + all + " times from seed " + SEED);
    for (int i = 0; i < all; i++) {
      long seed = SEED + i;
      try {
        lot.draw(new Random(seed * 0x9E3779B97F4A7C15L));
      } catch (Exception | AssertionError e) {
        throw new AssertionError(what + ": -Dsluice.fuzz.seed=" + seed + " draws this first", e);
      }
    }
  }

  public static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** With up to three characters put in, taken out or replaced. */
  public static String bent(Random random, String message) {
    StringBuilder bent = new StringBuilder(message);
    for (int changes = 1 + random.nextInt(3); changes > 0 && !bent.isEmpty(); changes--) {
      int at = random.nextInt(bent.length());
      char with = STRANGE[random.nextInt(STRANGE.length)];
      switch (random.nextInt(3)) {
        case 0 -> bent.insert(at, with);
        case 1 -> bent.setCharAt(at, with);
        default -> bent.deleteCharAt(at);
      }
    }
    return bent.toString();
  }

  /** In up to seven pieces. */
  public static List<String> cut(Random random, String message) {
    List<String> pieces = new ArrayList<>();
    String rest = message;
    for (int cuts = random.nextInt(7); cuts > 0 && rest.length() > 1; cuts--) {
      int at = 1 + random.nextInt(rest.length() - 1);
      pieces.add(rest.substring(0, at));
      rest = rest.substring(at);
    }
    pieces.add(rest);
    return pieces;
  }

  /** The messages of a table, as bytes, but for those of many KiB. */
  public static List<String> table(String name) throws IOException {
    return MessageTable.read(name).stream()
        .map(row -> MessageTable.bytes(row.message()))
        .filter(bytes -> bytes.length() < 1000)
        .toList();
  }
}
