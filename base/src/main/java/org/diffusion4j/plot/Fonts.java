// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.diffusion4j.error.EngineException;

/**
 * The font of every picture: DejaVu Sans, which travels with this library, so that a picture looks the same on every
 * machine. Sizes are pixels.
 *
 * <p>Where Java can use no font, because the system has none at all, every method throws an {@link EngineException}
 * that names the package to install.
 */
public final class Fonts {
    // Loaded at first use and not in a static initialiser: a class whose initialiser fails is broken for good, and the
    // second attempt would speak of a missing class instead of the missing fonts.
    private static final Map<String, Font> FACES = new ConcurrentHashMap<>();

    private Fonts() {}

    /** The upright face at a size in pixels. */
    public static Font regular(double size) {
        return FACES.computeIfAbsent("DejaVuSans.ttf", Fonts::bundled).deriveFont((float) size);
    }

    /** The bold face at a size in pixels. */
    public static Font bold(double size) {
        return FACES.computeIfAbsent("DejaVuSans-Bold.ttf", Fonts::bundled).deriveFont((float) size);
    }

    /** Where a face comes from; a test puts a failing one here. */
    @FunctionalInterface
    interface Source {
        Font load() throws IOException, FontFormatException;
    }

    static Font load(String name, Source source) {
        try {
            return source.load();
        } catch (FontFormatException e) {
            throw damaged(name, e);
        } catch (IOException | RuntimeException | InternalError | LinkageError e) {
            // Java asks the system for its fonts even to load ours. A system without any is answered by an IOException
            // that hides the reason, by an InternalError (17) or by a RuntimeException (25), and a missing libfreetype
            // or libfontconfig by a LinkageError.
            throw new EngineException(
                    ("Java cannot load the font '%s' (%s). Pictures with text need fontconfig, one font installed on this"
                                    + " system and a temporary folder that can be written. On Debian and Ubuntu run"
                                    + " 'apt-get install fontconfig fonts-dejavu-core', then start again.")
                            .formatted(name, rootOf(e)),
                    e);
        }
    }

    private static Font bundled(String file) {
        byte[] bytes;
        try (InputStream in = Fonts.class.getResourceAsStream("/org/diffusion4j/fonts/" + file)) {
            if (in == null) {
                throw new IOException(file + " is missing");
            }
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw damaged(file, e);
        }
        return load(file, () -> Font.createFont(Font.TRUETYPE_FONT, new ByteArrayInputStream(bytes)));
    }

    private static EngineException damaged(String name, Exception cause) {
        return new EngineException(
                "The font '%s' inside the diffusion4j jar cannot be read. Fetch the jar again.".formatted(name), cause);
    }

    private static String rootOf(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
