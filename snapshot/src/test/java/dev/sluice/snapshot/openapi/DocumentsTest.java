package dev.sluice.snapshot.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.snapshot.schema.SchemaError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that cannot be used. */
final class DocumentsTest {
  private static void refused(String document, String pointer, String message) {
    assertThatThrownBy(() -> Requests.of(document, null))
        .isInstanceOfSatisfying(SchemaError.class, e -> assertThat(e.pointer()).isEqualTo(pointer))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'openapi': | `` | is not valid JSON",
        "[] | `` | is no OpenAPI document",
        "{'paths':{}} | `` | begins with openapi",
        "{'swagger':'2.0'} | `` | convert it to OpenAPI 3.0",
        "{'openapi':'3.2.0'} | /openapi | write a document of 3.0.3 or 3.1.0",
        "{'openapi':3.1} | /openapi | must be a text",
        "{'openapi':'3.1.0','jsonSchemaDialect':'https://example.com'} | /jsonSchemaDialect |"
            + " leave jsonSchemaDialect out",
        "{'openapi':'3.1.0'} | /paths | describes no path",
        "{'openapi':'3.1.0','paths':{'a':{'get':{}}}} | /paths/a | starts with '/'",
        "{'openapi':'3.1.0','paths':{'/a/../b':{'get':{}}}} | /paths/~1a~1..~1b |"
            + " no request has such a path",
        "{'openapi':'3.1.0','paths':{'/a':{'get':[]}}} | /paths/~1a/get | must be an object",
        "{'openapi':'3.1.0','paths':{'/a':{'$ref':'other.yaml#/a'}}} | /paths/~1a/$ref |"
            + " nothing is ever fetched",
        "{'openapi':'3.1.0','paths':{'/a':{'$ref':'#/paths/~1a'}}} | /paths/~1a/$ref |"
            + " without end",
        "{'openapi':'3.1.0','paths':{'/a':{'$ref':'#/b'}}} | /paths/~1a/$ref | leads nowhere",
        "{'openapi':'3.1.0','servers':[{'url':'v1'}],'paths':{'/a':{'get':{}}}} | /servers/0/url |"
            + " write /v1, or basePath",
        "{'openapi':'3.1.0','servers':[{'url':'/{v}'}],'paths':{'/a':{'get':{}}}} | /servers/0/url"
            + " | has no default",
      })
  void this_is_refused(String document, String pointer, String message) {
    refused(document, pointer, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/{a | {} | /paths/~1{a | is a name in braces",
        "/{a}{b} | {} | /paths/~1{a}{b} | where one parameter ends",
        "/{a} | {} | /paths/~1{a}/get | '{a}' is not described; write {name: a, in: path",
        "/a | {'parameters':[{'name':'b','in':'path','required':true,'schema':{}}]} |"
            + " /paths/~1a/get/parameters/0/name | does not stand in /a",
        "/a | {'parameters':[{'name':'b','in':'path','schema':{}}]} |"
            + " /paths/~1a/get/parameters/0 | write required: true",
        "/a | {'parameters':[{'name':'b','in':'body','schema':{}}]} |"
            + " /paths/~1a/get/parameters/0/in | write path, query, header or cookie",
        "/a | {'parameters':[{'name':'b','in':'query'}]} |"
            + " /paths/~1a/get/parameters/0 | has a schema, or content",
        "/a | {'parameters':[{'name':'b','in':'query','style':'label','schema':{}}]} |"
            + " /paths/~1a/get/parameters/0/style | pipeDelimited or deepObject",
        "/a | {'parameters':[{'name':'b','in':'header','style':'form','schema':{}}]} |"
            + " /paths/~1a/get/parameters/0/style | write simple",
        "/a | {'parameters':[{'name':'b','in':'query','schema':{'type':'object'}}]} |"
            + " /paths/~1a/get/parameters/0/schema | style: deepObject",
        "/a | {'parameters':[{'name':'b','in':'query','schema':{'type':'array',"
            + "'items':{'type':'array'}}}]} | /paths/~1a/get/parameters/0/schema | lists in lists",
        "/a | {'parameters':[{'name':'b','in':'cookie','schema':{'type':'array'}}]} |"
            + " /paths/~1a/get/parameters/0 | write explode: false",
        "/a | {'parameters':[{'name':'b','in':'query','schema':{}},{'name':'b','in':'query',"
            + "'schema':{}}]} | /paths/~1a/get/parameters/1 | stands there twice",
        "/a | {'parameters':[{'name':'b','in':'query','schema':{'type':'strnig'}}]} |"
            + " /paths/~1a/get/parameters/0/schema/type | enumeration",
        "/a | {'parameters':[{'name':'b','in':'query','schema':{'pattern':'(?=a)'}}]} |"
            + " /paths/~1a/get/parameters/0/schema/pattern | no RE2 expression",
        "/a | {'parameters':[{'name':'b','in':'query','schema':{'$ref':'http://e.org/a'}}]} |"
            + " /paths/~1a/get/parameters/0/schema/$ref | nothing is ever fetched",
        "/a | {'parameters':[{'name':'b','in':'query','schema':{'$id':'a'}}]} |"
            + " /paths/~1a/get/parameters/0/schema/$id | is not read here",
        "/a | {'parameters':[{'name':'b','in':'query','content':{'a/b':{}}}]} |"
            + " /paths/~1a/get/parameters/0/content | application/json or text/plain",
        "/a | {'requestBody':{}} | /paths/~1a/get/requestBody/content | names no media type",
        "/a | {'requestBody':{'content':{'json':{}}}} |"
            + " /paths/~1a/get/requestBody/content/json | is no media type",
        "/a | {'requestBody':{'content':{'a/b':{},'A/b;c=d':{}}}} |"
            + " /paths/~1a/get/requestBody/content/A~1b;c=d | stands there twice",
        "/a | {'requestBody':{'content':{'a/json':{'schema':{'items':{'$ref':"
            + "'#/paths/~1a/get/requestBody/content/a~1json/schema/items'}}}}}} |"
            + " /paths/~1a/get/requestBody/content/a~1json/schema/items/$ref | without end",
      })
  void this_operation_is_refused(String path, String get, String pointer, String message) {
    refused("{'openapi':'3.1.0','paths':{'" + path + "':{'get':" + get + "}}}", pointer, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':['string','null']} | /type | nullable: true",
        "{'exclusiveMinimum':5} | /exclusiveMinimum | true or false",
        "{'type':'array'} | `` | needs items",
        "{'required':true} | /required | array expected",
      })
  void schemas_of_3_0_are_read_as_such(String schema, String pointer, String message) {
    refused(
        "{'openapi':'3.0.3','paths':{'/a':{'put':{'requestBody':{'content':"
            + "{'application/json':{'schema':"
            + schema
            + "}}}}}}}",
        "/paths/~1a/put/requestBody/content/application~1json/schema" + pointer,
        message);
  }

  @Test
  void two_operations_that_no_request_can_tell_apart_are_refused() {
    String id = "'parameters':[{'name':'%s','in':'path','required':true,'schema':{}}],'get':{}";
    refused(
        "{'openapi':'3.1.0','paths':{'/a/{b}':{"
            + id.formatted("b")
            + "},'/a/{c}':{"
            + id.formatted("c")
            + "}}}",
        "/paths/~1a~1{c}/get",
        "no request can tell it from GET /a/{b}");
  }

  @Test
  void schemas_that_refer_to_each_other_in_many_ways_are_read_or_refused_soon() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      many.append(i == 0 ? "" : ",")
          .append("{'$ref':'#/components/schemas/s")
          .append(i)
          .append("'}");
    }
    StringBuilder schemas = new StringBuilder();
    StringBuilder required = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      String comma = i == 0 ? "" : ",";
      schemas.append(comma).append("'s").append(i).append("':{'allOf':[").append(many).append("]}");
      required.append(comma).append("'n").append(i).append("'");
    }
    refused(
        "{'openapi':'3.1.0','components':{'schemas':{"
            + schemas
            + "}},'paths':{'/a':{'put':{'requestBody':{'content':{'application/json':{'schema':"
            + "{'required':["
            + required
            + "],'allOf':["
            + many
            + "]}}}}}}}}",
        "",
        "refer to each other too often");
  }

  @Test
  void a_document_of_too_many_operations_is_refused() {
    StringBuilder all = new StringBuilder("{'openapi':'3.1.0','paths':{");
    for (int i = 0; i <= 2_000; i++) {
      all.append(i == 0 ? "" : ",").append("'/p").append(i).append("':{'get':{}}");
    }
    refused(all.append("}}").toString(), "", "more than 2000 operations");
  }
}
