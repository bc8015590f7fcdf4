// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.edit.FillRequest;
import org.diffusion4j.edit.Inpainter;
import org.diffusion4j.gallery.PictureRow;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.diffusion4j.image.PictureReader;
import org.diffusion4j.plot.Png;

/** Fills a hole of a picture in several ways and lays them beside each other. */
public final class Inpaint {
    private Inpaint() {}

    /** Words: a picture, a mask of its size that is white where it is to be filled, the file to write. */
    public static void main(String[] words) {
        run(Path.of(words[0]), Path.of(words[1]), Path.of(words[2]), FillRequest.of(4, 7));
    }

    /** The fills; every pixel that is black in the mask is that of the picture. */
    static List<Picture> run(Path image, Path white, Path sheet, FillRequest request) {
        Picture picture = PictureReader.STANDARD.read(image);
        Mask mask = Mask.ofHole(PictureReader.STANDARD.read(white));
        try (Inpainter inpainter = Inpainter.open("sprites")) { // or your own run, or any model that fills holes
            List<Picture> fills = inpainter.fill(picture, mask, request);
            PictureRow row = new PictureRow()
                    .with("before", picture)
                    .with("hole", PictureRow.holed(picture, mask))
                    .withAll("after", fills);
            Png.write(sheet, row.draw("One hole, several fills"));
            return fills;
        }
    }
}
