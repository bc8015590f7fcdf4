// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.diffusion4j.image.Picture;
import org.diffusion4j.plot.Png;

/**
 * Pictures that a command made of others, as files that say how.
 *
 * @param out folder of the files
 * @param recipe of the model as YAML; empty where there is none
 * @param facts what else decided the pictures
 * @param command makes them again, wherever they are to lie
 */
record EditedPictures(Path out, String recipe, Map<String, String> facts, String command) {
    /** Names of files that the commands write. */
    static final Pattern NAMES =
            Pattern.compile("(inpainted|fill|img2img|picture|inverted|reconstruction|interpolation)(-\\d{4,})?\\.png");

    EditedPictures {
        facts = Map.copyOf(facts);
    }

    /** One file for each picture, {@code name-0000.png} and so on; says where. */
    void write(Terminal terminal, String name, List<Picture> pictures) {
        Path first = out.resolve("%s-0000.png".formatted(name));
        String last = "%s-%04d.png".formatted(name, pictures.size() - 1);
        for (int i = 0; i < pictures.size(); i++) {
            Map<String, String> own = new LinkedHashMap<>(facts);
            own.put("index", Integer.toString(i));
            png(out.resolve("%s-%04d.png".formatted(name, i)), pictures.get(i).image(), own);
        }
        terminal.out()
                .println(
                        pictures.size() == 1
                                ? "picture: %s".formatted(first)
                                : "pictures: %s to %s".formatted(first, last));
    }

    /** A sheet; says where. */
    void write(Terminal terminal, String name, BufferedImage sheet) {
        Path file = out.resolve(name + ".png");
        png(file, sheet, facts);
        terminal.out().println("sheet: %s".formatted(file));
    }

    private void png(Path file, BufferedImage picture, Map<String, String> own) {
        Map<String, String> text = new LinkedHashMap<>(own);
        text.put("Software", "diffusion4j");
        if (!recipe.isEmpty()) {
            text.put("recipe", recipe);
        }
        text.put("command", command);
        Png.write(file, picture, text);
    }
}
