package dev.sluice.crds.v1alpha1;

/** A header with its value, which may hold placeholders such as {@code {path.id}}. */
@Block
public record HeaderSpec(
    @Schema(
            value = "Name of the header.",
            required = true,
            min = 1,
            max = 256,
            rule = Cel.EDITABLE,
            message = Cel.EDITABLE_MESSAGE)
        String name,
    @Schema(
            value =
                "Its value. It may hold {path.NAME}, {query.NAME}, {header.NAME}, {client.address}"
                    + " and {request.id}; a brace itself is written twice.",
            required = true,
            max = 4096,
            rule = "!self.contains('\\n') && !self.contains('\\r')",
            message = "a header value is one line: leave line breaks out")
        String value) {}
