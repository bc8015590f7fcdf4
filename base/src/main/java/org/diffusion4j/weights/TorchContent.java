// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.util.Map;

/**
 * A file of {@code torch.save}, its pickle read.
 *
 * @param form what the file is, in a few words
 * @param root the value that was saved
 * @param storages where the content of each storage lies
 */
record TorchContent(String form, Object root, Map<Storage, FilePart> storages) {}
