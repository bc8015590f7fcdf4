// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

/** A directory as the diffusers library saves a model. */
public final class PipelineFolder {
    /** The version of the library whose files are written. */
    static final String VERSION = "0.40.0.dev0";

    private PipelineFolder() {}
}
