package dev.sluice.snapshot.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WireTest {
  private static final Revision ONE = new Revision("1".repeat(64));
  private static final Revision TWO = new Revision("2".repeat(64));
  private static final EntryKey SHOP = new EntryKey("route/web/shop");

  @Test
  void what_a_data_plane_says_comes_back_as_it_was() {
    List<Rejection> rejected = List.of(new Rejection(SHOP, "unknown \"filter\"\n"));
    for (ToOperator frame :
        List.of(
            new ToOperator.Hello(1, "default", "dp-1", null, false, List.of()),
            new ToOperator.Hello(1, "default", "dp-1", ONE, true, rejected),
            new ToOperator.Active(null),
            new ToOperator.Active(ONE),
            new ToOperator.Observe(),
            new ToOperator.Ack(TWO, rejected),
            new ToOperator.Nack(TWO, "no"),
            new ToOperator.Ping(true))) {
      assertThat(Wire.toOperator(payload(Wire.frame(frame)))).isEqualTo(frame);
    }
  }

  @Test
  void what_an_operator_says_comes_back_as_it_was() {
    for (ToDataPlane frame :
        List.of(
            new ToDataPlane.Role(true),
            new ToDataPlane.Current(ONE),
            new ToDataPlane.Zone("eu-1a"),
            new ToDataPlane.Ping())) {
      assertThat(Wire.toDataPlane(payload(Wire.frame(frame)))).isEqualTo(frame);
    }
    assertThat(Wire.frame(new ToDataPlane.Current(ONE))).hasSizeLessThan(110);
  }

  @Test
  void entries_keep_their_bytes_whatever_they_hold() {
    List<String> bodies = List.of("{\"a\":\"ü€😀\",\"b\":[1,{}]}", "{ \"spaced\" : 1 }", "{}");
    List<RawEntry> entries = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      byte[] json = bodies.get(i % 3).getBytes(StandardCharsets.UTF_8);
      entries.add(new RawEntry(new EntryKey("route/web/r" + i), json));
    }
    ToDataPlane.Full full =
        (ToDataPlane.Full)
            Wire.toDataPlane(payload(Wire.frame(new ToDataPlane.Full(ONE, entries))));
    assertThat(full).isNotNull();
    assertThat(full.revision()).isEqualTo(ONE);
    assertThat(full.entries()).hasSameSizeAs(entries);
    for (int i = 0; i < entries.size(); i++) {
      assertThat(full.entries().get(i).key()).isEqualTo(entries.get(i).key());
      assertThat(full.entries().get(i).json()).isEqualTo(entries.get(i).json());
    }
    ToDataPlane.Delta delta = new ToDataPlane.Delta(ONE, TWO, List.of(), List.of(SHOP));
    assertThat(Wire.toDataPlane(payload(Wire.frame(delta)))).isEqualTo(delta);
  }

  @Test
  void entries_are_as_long_as_the_frame_says() {
    String head = "{\"type\":\"full\",\"revision\":\"" + ONE.hex() + "\",\"entries\":";
    assertThat(Wire.toDataPlane(bytes(head + "[\"a\",2,\"b\",3]}\n{}\n{ }")))
        .isInstanceOfSatisfying(
            ToDataPlane.Full.class,
            full ->
                assertThat(full.entries())
                    .extracting(each -> new String(each.json(), StandardCharsets.UTF_8))
                    .containsExactly("{}", "{ }"));
    for (String wrong :
        List.of(
            "[\"a\",2]}",
            "[\"a\",2]}\n{",
            "[\"a\",2]}\n{ }",
            "[\"a\",2]} {}",
            "[\"a\",1,\"b\",2]}\n{}\n{}",
            "[\"a\",-1]}\n",
            "[\"a\",2147483647]}\n{}",
            "[\"a\",9999999999]}\n{}",
            "[\"a\",{}]}",
            "[\"a\"]}",
            "[2]}",
            "{\"a\":2}}\n{}",
            "[\"a\",2}")) {
      assertThatThrownBy(() -> Wire.toDataPlane(bytes(head + wrong)))
          .describedAs(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void what_a_newer_version_adds_is_skipped() {
    assertThat(Wire.toDataPlane(bytes("{\"type\":\"later\",\"x\":[1,{\"y\":2}]}"))).isNull();
    assertThat(Wire.toDataPlane(bytes("{\"new\":{\"a\":[]},\"type\":\"ping\"}")))
        .isEqualTo(new ToDataPlane.Ping());
  }

  @Test
  void garbage_is_refused() {
    for (String garbage :
        List.of(
            "",
            "x",
            "[]",
            "{}",
            "{\"type\":",
            "{\"type\":\"ack\"}",
            "{\"type\":\"ping\"}{}",
            "{\"type\":\"ack\",\"revision\":\"12\"}",
            "{\"type\":\"full\",\"revision\":\"1\",\"entries\":[\"a\",1]}",
            "{\"type\":\"hello\",\"schema\":\"x\"}")) {
      assertThatThrownBy(() -> Wire.toOperator(bytes(garbage)))
          .describedAs(garbage)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void frames_may_be_cut_anywhere() {
    byte[] one = Wire.frame(new ToOperator.Ack(ONE, List.of()));
    byte[] two = Wire.frame(new ToOperator.Ping(true));
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    for (int step = 1; step <= both.length; step++) {
      List<byte[]> frames = new ArrayList<>();
      FrameReader reader = new FrameReader(1_000);
      for (int at = 0; at < both.length; at += step) {
        reader.feed(Arrays.copyOfRange(both, at, Math.min(both.length, at + step)), frames::add);
      }
      assertThat(frames).hasSize(2);
    }
  }

  @Test
  void a_frame_beyond_the_limit_is_refused_before_it_takes_memory() {
    assertThatThrownBy(() -> new FrameReader(1_000).feed(new byte[] {0, 1, 0, 0, 0}, f -> {}))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] bomb =
        Wire.frame(
            new ToDataPlane.Full(
                ONE,
                List.of(new RawEntry(SHOP, bytes("{\"a\":\"" + "0".repeat(100_000) + "\"}")))));
    assertThat(bomb).hasSizeLessThan(1_000);
    assertThatThrownBy(() -> new FrameReader(1_000).feed(bomb, f -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void random_bytes_never_do_worse_than_an_illegal_argument() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      try {
        new FrameReader(1_000).feed(bytes, Wire::toOperator);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageNotContaining(new String(bytes, StandardCharsets.ISO_8859_1) + "!");
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] payload(byte[] frame) {
    List<byte[]> frames = new ArrayList<>();
    new FrameReader(1 << 20).feed(frame, frames::add);
    assertThat(frames).hasSize(1);
    return frames.get(0);
  }
}
