package dev.sluice.snapshot.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters, as requests write them. */
final class ParametersTest {
  private static String query(String schema, String... more) {
    return "{'name':'p','in':'query','schema':"
        + schema
        + (more.length == 0 ? "" : "," + String.join(",", more))
        + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'integer'} | 7 | ``",
        "{'type':'integer'} | -7 | ``",
        "{'type':'integer'} | 7.0 | ``",
        "{'type':'integer'} | 18446744073709551617 | ``",
        "{'type':'integer'} | 7.5 | query p type",
        "{'type':'integer'} | 007 | query p type",
        "{'type':'integer'} | 0x7 | query p type",
        "{'type':'integer'} | %2B7 | query p type",
        "{'type':'integer'} | 1e400 | query p type",
        "{'type':'integer'} | seven | query p type",
        "{'type':'integer'} | `` | query p type",
        "{'type':'integer','maximum':5} | 7 | query p maximum",
        "{'type':'number'} | 1.5e1 | ``",
        "{'type':'number'} | NaN | query p type",
        "{'type':'boolean'} | true | ``",
        "{'type':'boolean'} | True | query p type",
        "{'type':'string'} | 7 | ``",
        "{'type':'string','pattern':'^a b$'} | a+b | ``",
        "{'type':'string','pattern':'^a b$'} | a%20b | ``",
        "{'type':'string','pattern':'^\u00e9$'} | %C3%A9 | ``",
        "{'type':'string'} | %C3 | query p encoding",
        "{'type':'string'} | %zz | query p encoding",
        "{'type':['string','integer'],'maxLength':1} | 12 | ``",
        "{'enum':['a','b']} | b | ``",
        "{'enum':['a','b']} | c | query p enum",
        "{'enum':['1','2']} | 1 | ``",
        "{'anyOf':[{'type':'integer','maximum':5},{'const':'9'}]} | 9 | ``",
        "{} | 7 | ``",
        "{'type':['integer','null']} | `` | ``",
      })
  void a_value_is_what_its_schema_says(String schema, String value, String wrong) {
    assertThat(Requests.parameters(query(schema)).head("/?p=" + value)).isEqualTo(wrong);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'explode':true | p=1&p=2 | ``",
        "'explode':true | p=1&p=x | query p/1 type",
        "'explode':true | p=1&p=2&p=3 | query p maxItems",
        "'explode':true | p=1,2 | query p/0 type",
        "'explode':false | p=1,2 | ``",
        "'explode':false | p=1,x | query p/1 type",
        "'explode':false | p=1%2C2 | query p/0 type",
        "'explode':false | p=1&p=2 | query p repeated",
        "'style':'form' | p=1&p=2 | ``",
        "'style':'pipeDelimited' | `p=1|2` | ``",
        "'style':'pipeDelimited' | p=1%7C2 | ``",
        "'style':'pipeDelimited' | p=1%7C2%7C3 | query p maxItems",
        "'style':'spaceDelimited' | p=1%202 | ``",
        "'style':'spaceDelimited' | p=1+2 | ``",
      })
  void lists_are_written_in_several_ways(String style, String asked, String wrong) {
    String list = "{'type':'array','items':{'type':'integer'},'maxItems':2}";
    assertThat(Requests.parameters(query(list, style)).head("/?" + asked)).isEqualTo(wrong);
  }

  @Test
  void what_is_given_twice_where_once_is_meant_is_refused() {
    Requests api = Requests.parameters(query("{'type':'integer'}"));
    assertThat(api.head("/?p=1&q=2")).isEmpty();
    assertThat(api.head("/?p=1&p=1")).isEqualTo("query p repeated");
    assertThat(api.head("/?p=1&%70=99")).isEqualTo("query p repeated");
  }

  @Test
  void what_is_required_is_missed_and_nothing_else() {
    Requests api =
        Requests.parameters(
            query("{'type':'integer'}", "'required':true"),
            "{'name':'H','in':'header','required':true,'schema':{}}",
            "{'name':'c','in':'cookie','required':true,'schema':{}}",
            "{'name':'Authorization','in':'header','required':true,'schema':{}}");
    assertThat(api.head("/?other=1"))
        .isEqualTo("query p required; header H required; cookie c required");
    assertThat(api.head("/?p=1", "h: x", "cookie: a=b; c=d")).isEmpty();
  }

  @Test
  void a_name_alone_will_do_where_it_may_be_empty() {
    Requests api = Requests.parameters(query("{'type':'integer'}", "'allowEmptyValue':true"));
    assertThat(api.head("/?p")).isEmpty();
    assertThat(api.head("/?p=")).isEmpty();
    assertThat(api.head("/?p=x")).isEqualTo("query p type");
  }

  @Test
  void headers_and_cookies_are_taken_as_they_stand() {
    Requests api =
        Requests.parameters(
            "{'name':'X-Ids','in':'header','schema':{'type':'array','items':{'type':'integer'}}}",
            "{'name':'X-One','in':'header','schema':{'type':'integer'}}",
            "{'name':'n','in':'cookie','schema':{'type':'integer'}}",
            "{'name':'l','in':'cookie','explode':false,"
                + "'schema':{'type':'array','items':{'type':'boolean'}}}");
    assertThat(api.head("/", "x-ids: 1, 2", "x-ids: 3", "x-one: 5", "cookie: n=1; l=true,false"))
        .isEmpty();
    assertThat(api.head("/", "x-ids: 1, %32")).isEqualTo("header X-Ids/1 type");
    assertThat(api.head("/", "x-one: 5", "x-one: 6")).isEqualTo("header X-One repeated");
    assertThat(api.head("/", "cookie: n=x")).isEqualTo("cookie n type");
    assertThat(api.head("/", "cookie: n=1", "cookie: n=2")).isEqualTo("cookie n repeated");
    assertThat(api.head("/", "cookie: l=true,7")).isEqualTo("cookie l/1 type");
  }

  @Test
  void those_of_the_path_are_decoded_after_they_are_split() {
    Requests api =
        Requests.path(
            "3.0.3",
            "'/u/{ids}/{name}':{'parameters':["
                + "{'name':'ids','in':'path','required':true,"
                + "'schema':{'type':'array','items':{'type':'integer'}}},"
                + "{'name':'name','in':'path','required':true,"
                + "'schema':{'type':'string','pattern':'^a/b$'}}],'get':{}}");
    assertThat(api.head("/u/1,2/a%2Fb")).isEmpty();
    assertThat(api.head("/u/1,x/a%2Fb")).isEqualTo("path ids/1 type");
    assertThat(api.head("/u/1/b")).isEqualTo("path name pattern");
  }

  @Test
  void objects_stand_in_brackets_or_as_json() {
    String object =
        "{'type':'object','required':['a'],'additionalProperties':false,'properties':"
            + "{'a':{'type':'integer'},'b':{'type':'array','items':{'type':'string'}}}}";
    Requests deep = Requests.parameters(query(object, "'style':'deepObject'"));
    assertThat(deep.head("/?p[a]=1&p[b]=x&p%5Bb%5D=y")).isEmpty();
    assertThat(deep.head("/?p[a]=x")).isEqualTo("query p/a type");
    assertThat(deep.head("/?p[b]=x")).isEqualTo("query p required");
    assertThat(deep.head("/?p[a]=1&p[c]=1")).isEqualTo("query p additionalProperties");
    assertThat(deep.head("/?p[a]=1&p[a]=2")).isEqualTo("query p repeated");
    assertThat(deep.head("/")).isEmpty();
    Requests json =
        Requests.parameters(
            "{'name':'p','in':'query','content':{'application/json':{'schema':" + object + "}}}");
    assertThat(json.head("/?p=%7B%22a%22:1%7D")).isEmpty();
    assertThat(json.head("/?p=%7B%22a%22:%22x%22%7D")).isEqualTo("query p/a type");
    assertThat(json.head("/?p=%7B")).isEqualTo("query p content");
  }

  @Test
  void those_of_an_operation_take_the_place_of_those_of_the_path() {
    Requests api =
        Requests.of(
            "{'openapi':'3.0.3','components':{'parameters':{'p':"
                + query("{'type':'integer'}")
                + "}},'paths':{'/':{'parameters':[{'$ref':'#/components/parameters/p'}],"
                + "'get':{'parameters':["
                + query("{'type':'boolean'}")
                + "]}},'/b':{'parameters':[{'$ref':'#/components/parameters/p'}],'get':{}}}}",
            null);
    assertThat(api.head("/?p=true")).isEmpty();
    assertThat(api.head("/?p=1")).isEqualTo("query p type");
    assertThat(api.head("/b?p=1")).isEmpty();
  }

  @Test
  void what_takes_too_much_work_at_once_is_said() {
    String both = "{'pattern':'" + "(a?){40}".repeat(10) + "b','type':'string'}";
    assertThat(Requests.parameters(query(both)).head("/?p=" + "a".repeat(8_000)))
        .isEqualTo("too complex");
  }
}
