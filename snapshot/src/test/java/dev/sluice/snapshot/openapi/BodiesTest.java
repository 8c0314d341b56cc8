package dev.sluice.snapshot.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies, by the schemas of two versions of OpenAPI. */
final class BodiesTest {
  private static final String JSON = "application/json";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3.0.3 | {'type':'string','nullable':true} | null | true",
        "3.0.3 | {'type':'string'} | null | false",
        "3.0.3 | {'type':'string','enum':['a'],'nullable':true} | null | true",
        "3.0.3 | {'minimum':5,'exclusiveMinimum':true} | 5 | false",
        "3.0.3 | {'minimum':5,'exclusiveMinimum':false} | 5 | true",
        "3.0.3 | {'maximum':5,'exclusiveMaximum':true} | 6 | false",
        "3.0.3 | {'maximum':5,'exclusiveMaximum':true} | 4 | true",
        "3.0.3 | {'const':5} | 4 | true",
        "3.0.3 | {'type':'array','items':{'type':'integer','format':'int32'}} | [2147483648] | false",
        "3.0.3 | {'discriminator':{'propertyName':'kind'},'type':'object'} | {} | true",
        "3.1.0 | {'type':['string','null']} | null | true",
        "3.1.0 | {'exclusiveMinimum':5} | 5 | false",
        "3.1.0 | {'const':5} | 4 | false",
        "3.1.0 | {'type':'string','nullable':true} | null | false",
        "3.1.0 | {'prefixItems':[{'type':'string'}],'items':false} | ['a',1] | false",
        "3.1.0 | false | 1 | false",
        "3.1.0 | true | 1 | true",
        "3.1.0 | {'properties':{'$ref':{'type':'string'}}} | {'$ref':1} | false",
      })
  void schemas_mean_what_their_version_says(
      String version, String schema, String body, boolean holds) {
    String told = Requests.body(version, JSON, schema).body(JSON, body);
    assertThat(told.isEmpty()).as(told).isEqualTo(holds);
  }

  @Test
  void references_are_followed_and_may_lead_back() {
    Requests api =
        Requests.of(
            "{'openapi':'3.0.3','components':{'requestBodies':{'b':{'content':{'application/json':"
                + "{'schema':{'$ref':'#/components/schemas/tree'}}}}},'schemas':{'tree':"
                + "{'type':'object','required':['name'],'properties':{'name':{'type':'string'},"
                + "'parts':{'type':'array','items':{'$ref':'#/components/schemas/tree'}}}}}},"
                + "'paths':{'/':{'post':{'requestBody':{'$ref':'#/components/requestBodies/b'}}}}}",
            null);
    assertThat(api.body(JSON, "{'name':'a','parts':[{'name':'b'}]}")).isEmpty();
    assertThat(api.body(JSON, "{'name':'a','parts':[{'name':'b','parts':[{}]}]}"))
        .contains("pointer=/parts/0/parts/0, keyword=required, property=name");
  }

  @Test
  void what_only_the_server_sets_is_not_required_and_must_not_come() {
    for (String version : new String[] {"3.0.3", "3.1.0"}) {
      Requests api =
          Requests.of(
              "{'openapi':'"
                  + version
                  + "','components':{'schemas':{'id':{'type':'integer','readOnly':true},"
                  + "'base':{'properties':{'made':{'type':'string','readOnly':true}}}}},"
                  + "'paths':{'/':{'post':{'requestBody':{'content':{'application/json':{'schema':"
                  + "{'type':'object','required':['id','name','made'],"
                  + "'allOf':[{'$ref':'#/components/schemas/base'},{'required':['id']}],"
                  + "'properties':{'id':{'$ref':'#/components/schemas/id'},"
                  + "'name':{'type':'string'}}}}}}}}}}",
              null);
      assertThat(api.body(JSON, "{'name':'a'}")).isEmpty();
      assertThat(api.body(JSON, "{}")).contains("property=name").doesNotContain("property=id");
      assertThat(api.body(JSON, "{'name':'a','id':1}")).contains("/id, keyword=readOnly");
      assertThat(api.body(JSON, "{'name':'a','made':'x'}")).contains("/made, keyword=readOnly");
    }
  }

  @Test
  void the_narrowest_range_of_media_types_counts() {
    Requests api =
        Requests.path(
            "3.1.0",
            "'/':{'post':{'requestBody':{'content':{"
                + "'*/*':{},'application/*':{'schema':{'required':['a']}},"
                + "'application/json; charset=utf-8':{'schema':{'required':['b']}}}}}}");
    assertThat(api.body("Application/JSON;charset=utf-8", "{'b':1}")).isEmpty();
    assertThat(api.body("application/json", "{'a':1}")).contains("property=b");
    assertThat(api.body("application/vnd.a+json", "{'b':1}")).contains("property=a");
    assertThat(api.body("application/xml", "<a/>")).isEqualTo("unchecked");
    assertThat(api.body("image/png", "")).isEqualTo("unchecked");
    assertThat(Requests.body("3.1.0", "image/*", "{}").body("text/plain", ""))
        .isEqualTo("415 image/*");
  }

  @Test
  void flat_forms_are_checked() {
    String form = "application/x-www-form-urlencoded";
    Requests api =
        Requests.body(
            "3.1.0",
            form,
            "{'type':'object','required':['n'],'additionalProperties':false,'properties':"
                + "{'n':{'type':'integer'},'t':{'type':'array','items':{'type':'string'}}}}");
    assertThat(api.body(form, "n=5&t=a%20b&t=c")).isEmpty();
    assertThat(api.body(form, "n=5&t=a")).isEmpty();
    assertThat(api.body(form, "n=x")).contains("/n, keyword=type");
    assertThat(api.body(form, "n=1&n=2")).contains("/n, keyword=type");
    assertThat(api.body(form, "t=a")).contains("property=n");
    assertThat(api.body(form, "n=1&m=1")).contains("property=m");
    assertThat(api.body(form, "n=%F")).isEqualTo("is no form in UTF-8");
    assertThat(
            Requests.body("3.1.0", form, "{'type':'object','properties':{'o':{'type':'object'}}}")
                .body(form, "o=1"))
        .isEqualTo("unchecked");
  }

  @Test
  void what_nobody_checks_is_told() {
    assertThat(Requests.body("3.1.0", "multipart/form-data", "{'type':'object'}").api().unchecked())
        .containsExactly("POST /: bodies of multipart/form-data");
    assertThat(
            Requests.body("3.1.0", "image/png", "{'type':'string','format':'binary'}")
                .api()
                .unchecked())
        .isEmpty();
    assertThat(Requests.body("3.1.0", JSON, "{'type':'object'}").api().unchecked()).isEmpty();
  }
}
