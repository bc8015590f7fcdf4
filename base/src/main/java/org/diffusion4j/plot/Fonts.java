// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import org.diffusion4j.error.EngineException;

/**
 * The font of every picture: DejaVu Sans, which travels with this library, so that a picture looks the same on every
 * machine. Sizes are pixels.
 *
 * @throws EngineException where Java cannot use any font because the system has none at all
 */
public final class Fonts {
    private Fonts() {}

    /** The upright face at a size in pixels. */
    public static Font regular(double size) {
        return Regular.FACE.deriveFont((float) size);
    }

    /** The bold face at a size in pixels. */
    public static Font bold(double size) {
        return Bold.FACE.deriveFont((float) size);
    }

    /** Where a face comes from; a test puts a failing one here. */
    @FunctionalInterface
    interface Source {
        Font load() throws IOException, FontFormatException;
    }

    static Font load(String name, Source source) {
        try {
            return source.load();
        } catch (IOException | FontFormatException e) {
            throw new EngineException(
                    "The font '%s' inside the diffusion4j jar cannot be read. Fetch the jar again.".formatted(name), e);
        } catch (RuntimeException | InternalError | LinkageError e) {
            // Java asks the system for its fonts even to load ours: 17 answers a system without any by an
            // InternalError,
            // 25 by a RuntimeException, and a missing libfreetype or libfontconfig is a LinkageError.
            throw new EngineException(
                    ("Java cannot load the font '%s' because this system offers it no fonts (%s). Pictures with text need"
                                    + " fontconfig and one installed font: on Debian and Ubuntu run"
                                    + " 'apt-get install fontconfig fonts-dejavu-core', then start again.")
                            .formatted(name, rootOf(e)),
                    e);
        }
    }

    private static Font bundled(String file) {
        return load(file, () -> {
            try (InputStream in = Fonts.class.getResourceAsStream("/org/diffusion4j/fonts/" + file)) {
                if (in == null) {
                    throw new IOException(file + " is missing");
                }
                return Font.createFont(Font.TRUETYPE_FONT, in);
            }
        });
    }

    private static String rootOf(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    // Two holders and not two static fields: a class whose initialiser fails is broken for good and speaks no sentence
    // the second time, so a failed load must not happen inside this class's own initialiser.
    private static final class Regular {
        static final Font FACE = bundled("DejaVuSans.ttf");
    }

    private static final class Bold {
        static final Font FACE = bundled("DejaVuSans-Bold.ttf");
    }
}
