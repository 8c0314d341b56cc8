package dev.sluice.crds.v1alpha1;

/** A header of the requests of one backend, and its value. */
@Block
public record BackendHeaderSpec(
    @Schema(value = "Name of the header.", required = true, max = 256, pattern = NAME) String name,
    @Schema(
            value =
                "Its value; may hold {path.NAME}, {query.NAME}, {header.NAME}, {client.address} and"
                    + " {request.id}.",
            required = true,
            max = 4096,
            pattern = "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$")
        String value) {

  static final String NAME = "^[-A-Za-z0-9!#$%&*+.^_`|~]+$";
}
