// SPDX-License-Identifier: Apache-2.0
/** Optional: Parquet files with a picture in each row, read through DuckDB. */
@NullMarked
package org.diffusion4j.parquet;

import org.jspecify.annotations.NullMarked;
