package dev.sluice.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** A new JSON body, made of the one that comes. */
@Block
public record BodyEditSpec(
    @Schema(
            value =
                "JMESPath over the body that comes, such as {id: user.id, names: items[].name};"
                    + " its result is the new one.",
            required = true,
            min = 1,
            max = 2048)
        String jmesPath,
    @Schema(
            value =
                "Greatest size of the body that comes, in bytes, such as 64Ki; it is held as a"
                    + " whole. At most 1Mi.",
            byDefault = "\"64Ki\"",
            min = 1,
            max = 1048576,
            pattern = "^[0-9]{1,7}(Ki|Mi)?$")
        @Nullable IntOrString maxSize) {}
