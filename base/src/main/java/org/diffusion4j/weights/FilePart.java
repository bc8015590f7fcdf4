// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

/**
 * Bytes of a file that belong together.
 *
 * @param name how messages call them
 * @param begin first byte, counted from the start of the file
 * @param byteCount number of bytes
 * @param crc their checksum (CRC-32), or 0 where the writer did without
 */
record FilePart(String name, long begin, long byteCount, int crc) {}
