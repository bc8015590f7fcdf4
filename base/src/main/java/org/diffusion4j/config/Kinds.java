// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The records that a recipe may choose for an interface by the key {@code kind}. A sealed interface needs no such list;
 * this is for families whose members live in several packages.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Kinds {
    /** The members, each a record that implements the annotated interface. */
    Class<? extends Record>[] value();
}
