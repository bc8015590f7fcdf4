// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a recipe key means: the comment in a written recipe, the row of {@code d4j explain}, and the standard value. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
    /** What the key is for, in a few words without a full stop. */
    String about();

    /** The unit of its value, such as {@code steps} or {@code images}; empty where there is none. */
    String unit() default "";

    /**
     * The value of a missing key, written as in a file: {@code 1e-3}, {@code cosine}, {@code [64, 128]},
     * {@code {kind: ddim, steps: 50}}; the empty text is written {@code ''}. Without it the key is required, unless it is
     * a block or optional.
     */
    String standard() default "";
}
