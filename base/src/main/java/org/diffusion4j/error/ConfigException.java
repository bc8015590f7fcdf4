// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A value given by the user (flag, recipe key, argument) is not allowed. */
public final class ConfigException extends DiffusionException {
    private static final long serialVersionUID = 1L;

    private final String form;
    private final transient List<Object> facts;

    /** The sentence alone. */
    public ConfigException(String message) {
        this(message, (Throwable) null);
    }

    /** The sentence, and what led to it. */
    public ConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
        form = "%s";
        facts = List.of(message);
    }

    private ConfigException(String form, List<Object> facts) {
        super(form.formatted(facts.toArray()), null);
        this.form = form;
        this.facts = facts;
    }

    /**
     * A sentence in which keys stand that a file may spell in another way.
     *
     * @param form of the sentence, as {@link String#formatted} takes it
     * @param facts that are put in; those that are a {@link KeyName} can be spelled anew
     */
    public static ConfigException naming(String form, Object... facts) {
        return new ConfigException(form, List.copyOf(Arrays.asList(facts)));
    }

    /** The sentence with its keys as a file spells them; others than those it was made to name stay as they are. */
    public String spelled(UnaryOperator<String> spelling) {
        return form.formatted(facts.stream()
                .map(fact -> fact instanceof KeyName key ? spelling.apply(key.name()) : fact)
                .toArray());
    }
}
