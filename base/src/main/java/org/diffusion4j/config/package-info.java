// SPDX-License-Identifier: Apache-2.0
/**
 * Readable recipe files become validated records, and records become readable recipe files.
 *
 * <p>The conventions, all of them:
 *
 * <ul>
 *   <li>A recipe is a record. The names of its components are the keys of the file; a component that is a record is a
 *       block; a list is a list; an enum constant is written in lower-case kebab form ({@code scaled-linear}).
 *   <li>A component carries {@link org.diffusion4j.config.Key @Key}: what it is about, its unit, and its standard value
 *       as it would stand in a file. A key without a standard value is required. Two kinds of component may be left out
 *       without one: a block, whose own standards then hold, and an optional component ({@code Optional} or
 *       {@code @Nullable}), which is then absent.
 *   <li>A component whose type is an interface is chosen by the key {@code kind}. The members are the permitted records
 *       of a sealed interface, or those listed by {@link org.diffusion4j.config.Kinds @Kinds}. A member is called by its
 *       simple name in kebab form, or by {@link org.diffusion4j.config.Kind @Kind}. Where only the kind matters,
 *       {@code sampler: ddim} says the same as {@code sampler: {kind: ddim}}.
 *   <li>Records check themselves in their compact constructors and throw a
 *       {@link org.diffusion4j.error.ConfigException} whose message names the component; the reader adds file, line and
 *       column.
 *   <li>A record offers its standards to Java by one line: {@code static Train defaults() { return
 *       RecipeReader.defaults(Train.class); }}. The annotation stays the only place where a standard value is written.
 *   <li>Every number is finite, every key is known, every fault of a file is told at once.
 * </ul>
 */
@NullMarked
package org.diffusion4j.config;

import org.jspecify.annotations.NullMarked;
