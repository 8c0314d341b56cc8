package dev.sluice.snapshot.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.snapshot.schema.JsonSchema.Outcome;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonSchemaTest {
  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static JsonSchema schema(String text) {
    return JsonSchema.parse(bytes(text));
  }

  private static Outcome check(String schema, String document) {
    byte[] body = bytes(document);
    return schema(schema).check(JsonText.body(body), body.length);
  }

  private static String told(String schema, String document) {
    return check(schema, document) instanceof Outcome.Invalid invalid
        ? invalid.violations().toString()
        : check(schema, document).toString();
  }

  @Test
  void what_does_not_hold_is_named_by_its_place_and_keyword() {
    String schema =
        "{'type':'object','required':['id'],'additionalProperties':false,"
            + "'properties':{'id':{'type':'integer'},'a/b':{'items':{'maximum':5}}}}";
    assertThat(check(schema, "{'id':1}")).isInstanceOf(Outcome.Valid.class);
    assertThat(told(schema, "{'a/b':[1,9],'more':'secret'}"))
        .contains("Violation[pointer=/a~1b/1, keyword=maximum, property=null]")
        .contains("Violation[pointer=, keyword=required, property=id]")
        .contains("Violation[pointer=, keyword=additionalProperties, property=more]")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'integer'} | 1.0",
        "{'type':'integer'} | 1e2",
        "{'type':'integer','minimum':18446744073709551616} | 18446744073709551617",
        "{'multipleOf':0.01} | 4.02",
        "{'enum':[1]} | 1.0",
        "{'format':'uuid'} | '3c1e8a0f-5b6d-4d0e-9a7b-1f2c8d3e4f5a'",
        "{'format':'date-time'} | '2026-11-28T03:12:52Z'",
        "{'format':'email'} | 'a.b@shop.example.com'",
        "{'format':'something-else'} | 'x'",
        "{'$schema':'http://json-schema.org/draft-07/schema#','definitions':{'a':{'type':'null'}},"
            + "'$ref':'#/definitions/a'} | null",
        "{'$schema':'http://json-schema.org/draft-04/schema#','id':'http://x.example/a',"
            + "'maximum':5,'exclusiveMaximum':true} | 4",
        "{'$id':'https://x.example/a','$defs':{'b':{'$id':'b','type':'null'}},'$ref':'b'} | null",
        "{'$ref':'#name','$defs':{'b':{'$anchor':'name','type':'null'}}} | null",
        "{'$ref':'https://json-schema.org/draft/2020-12/schema'} | {'type':'string'}",
        "{'const':{'$ref':'https://example.com/x'}} | {'$ref':'https://example.com/x'}",
        "{'properties':{'$ref':{'type':'string'}}} | {'$ref':'x'}",
      })
  void this_holds(String schema, String document) {
    assertThat(check(schema, document)).isInstanceOf(Outcome.Valid.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'integer'} | 1.5",
        "{'type':'integer','maximum':100} | 18446744073709551617",
        "{'uniqueItems':true} | [1, 1.0]",
        "{'uniqueItems':true} | [{'a':1e0}, {'a':1}]",
        "{'format':'uuid'} | 'x'",
        "{'format':'email'} | 'nobody'",
        "{'pattern':'^[a-z]+$'} | 'A'",
        "{'pattern':'^a$'} | 'a\\n'",
        "{'$schema':'http://json-schema.org/draft-04/schema#','maximum':5,"
            + "'exclusiveMaximum':true} | 5",
        "{'unevaluatedProperties':false,'allOf':[{'properties':{'a':{}}}]} | {'b':1}",
        "false | 1",
      })
  void this_does_not_hold(String schema, String document) {
    assertThat(check(schema, document)).isInstanceOf(Outcome.Invalid.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type': | | (line 1",
        "{'type':'a','type':'b'} | | one name twice",
        "5 | | a schema is an object",
        "{'$schema':'https://example.com/mine'} | /$schema | is not known",
        "{'$schema':7} | /$schema | write the URI of a draft",
        "{'properties':{'a':{'type':'strnig'}}} | /properties/a/type | enumeration",
        "{'required':'id'} | /required | array expected",
        "{'minimum':'5'} | /minimum | number expected",
        "{'properties':{'a':{'pattern':'(?=x)'}}} | /properties/a/pattern | no RE2 expression",
        "{'patternProperties':{'(?!x)':{}}} | /patternProperties | no RE2 expression",
        "{'pattern':'((a{100}){100}){100}'} | /pattern | too large",
        "{'items':{'$ref':'https://example.com/x.json'}} | /items/$ref | nothing is ever fetched",
        "{'items':{'$ref':'file:///etc/passwd'}} | /items/$ref | nothing is ever fetched",
        "{'items':{'$ref':'classpath:logback.xml'}} | /items/$ref | nothing is ever fetched",
        "{'items':{'$ref':'other.json#/a'}} | /items/$ref | nothing is ever fetched",
        "{'allOf':[{'$ref':'#/$defs/none'}]} | /allOf/0/$ref | leads nowhere",
        "{'$ref':'#none'} | | cannot be resolved",
        "{'$ref':'#'} | | without end",
        "{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}} | |"
            + " without end",
      })
  void this_is_no_schema_to_use(String schema, String pointer, String why) {
    assertThatThrownBy(() -> schema(schema))
        .isInstanceOf(SchemaError.class)
        .hasMessageContaining(why)
        .extracting(e -> ((SchemaError) e).pointer())
        .isEqualTo(pointer == null ? "" : pointer);
  }

  @Test
  void a_schema_whose_work_doubles_with_each_level_is_given_up() {
    String both = "{'properties':{'a':{'$ref':'#'}},'required':['z']}";
    JsonSchema doubling = schema("{'anyOf':[" + both + "," + both + "]}");
    byte[] deep = bytes("{'a':".repeat(90) + "1" + "}".repeat(90));
    assertThat(doubling.check(JsonText.body(deep), deep.length))
        .isInstanceOf(Outcome.TooMuch.class);
  }

  @Test
  void a_large_expression_over_a_long_text_is_given_up() {
    JsonSchema large = schema("{'pattern':'^(x?y?){300}z$'}");
    byte[] text = bytes("'" + "x".repeat(1 << 20) + "'");
    assertThat(large.check(JsonText.body(text), text.length)).isInstanceOf(Outcome.TooMuch.class);
  }

  @Test
  void of_a_million_mistakes_the_first_few_are_told() {
    byte[] many = bytes("[" + "1,".repeat(500_000) + "1]");
    for (String schema :
        new String[] {
          "{'items':{'type':'string'}}", "{'items':{'anyOf':[{'type':'string'},{'type':'null'}]}}"
        }) {
      assertThat(schema(schema).check(JsonText.body(many), many.length))
          .isInstanceOfSatisfying(
              Outcome.Invalid.class,
              invalid -> assertThat(invalid.violations()).hasSizeBetween(5, JsonSchema.SHOWN));
    }
  }

  @Test
  void long_names_of_a_client_are_not_repeated() {
    String name = "n".repeat(10_000);
    assertThat(told("{'additionalProperties':false}", "{'" + name + "':1}"))
        .isEqualTo("[Violation[pointer=, keyword=additionalProperties, property=null]]");
    assertThat(told("{'additionalProperties':{'type':'null'}}", "{'" + name + "':1}"))
        .isEqualTo("[Violation[pointer=, keyword=type, property=null]]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{} {}",
        "{'a':1,'a':2}",
        "{'a':1,'\\u0061':2}",
        "{'a':1,}",
        "[01]",
        "[NaN]",
        "// x\n{}",
        "{'a':1e400}",
        "{'a':1e999999999}",
        "{'a':1e-999999999}",
        "\uFEFF{}"
      })
  void this_is_no_json_that_all_parsers_understand_alike(String body) {
    assertThatThrownBy(() -> JsonText.body(bytes(body))).isInstanceOf(JsonText.Refused.class);
  }

  @Test
  void what_is_too_deep_or_not_utf_8_is_no_json() {
    assertThat(JsonText.body(bytes("[".repeat(100) + "]".repeat(100)))).isNotNull();
    assertThatThrownBy(() -> JsonText.body(bytes("[".repeat(101) + "]".repeat(101))))
        .hasMessageContaining("nested too deeply");
    assertThatThrownBy(() -> JsonText.body("{\"a\":1}".getBytes(StandardCharsets.UTF_16)))
        .isInstanceOf(JsonText.Refused.class);
    assertThatThrownBy(() -> JsonText.body(new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'}))
        .hasMessageContaining("UTF-8");
  }
}
