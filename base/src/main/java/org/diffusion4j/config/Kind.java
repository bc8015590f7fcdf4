// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name of a record under the key {@code kind}, where the kebab form of its simple name is not wanted. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Kind {
    /** The name, such as {@code unet-2d}. */
    String value();
}
