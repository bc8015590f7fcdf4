// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Collects what a reader only warns of. A JPEG that is cut short is decoded to a picture that is partly grey, with a
 * warning and without an exception, so a warning counts as damage.
 */
final class Warnings implements IIOReadWarningListener {
    /** What is said about colour profiles and notes of cameras is no damage to the pixels. */
    private static final Pattern HARMLESS = Pattern.compile("(?i)\\b(icc|color profile|exif)\\b");

    private final List<String> heard = new ArrayList<>();

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        if (!HARMLESS.matcher(warning).find()) {
            heard.add(warning);
        }
    }

    void throwIfAny() throws IOException {
        if (!heard.isEmpty()) {
            throw new IOException(heard.get(0));
        }
    }
}
