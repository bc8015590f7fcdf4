// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.config.Names;
import org.diffusion4j.data.Emoji;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.data.Split;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.image.PictureReader;

/** A picture that a command is given: a file, or an emoji that comes with the program. */
final class GivenPicture {
    /** How the flag describes itself. */
    static final String ABOUT =
            "A file (PNG, JPEG, GIF, of which the first picture, BMP or WebP), or an emoji that comes with the program: emoji:pizza, or emoji:pizza@16 in 16, 32 or 64 pixels.";

    private static final String EMOJI = "emoji:";
    private static final int USUAL_SIZE = 32;

    private GivenPicture() {}

    static Picture of(String word) {
        return word.startsWith(EMOJI) ? emoji(word) : PictureReader.STANDARD.read(Path.of(word));
    }

    private static Picture emoji(String word) {
        String[] parts = word.substring(EMOJI.length()).split("@", 2);
        EmojiConfig config = EmojiConfig.defaults()
                .withSplit(Split.ALL)
                .withSize(parts.length < 2 ? USUAL_SIZE : size(word, parts[1]));
        List<String> names = Emoji.names(config);
        int item = names.indexOf(parts[0]);
        if (item < 0) {
            throw new ConfigException("there is no emoji '%s'. %s"
                    .formatted(
                            parts[0],
                            Names.nearest(parts[0], names)
                                    .map("Did you mean '%s'?"::formatted)
                                    .orElse("Give a short name such as pizza, cat or wave.")));
        }
        return config.create(0).picture(item);
    }

    private static int size(String word, String digits) {
        if (!digits.matches("\\d{1,4}")) {
            throw new ConfigException(
                    "'%s' ends with a size that is no number. Write 16, 32 or 64 after the @.".formatted(word));
        }
        return Integer.parseInt(digits);
    }
}
