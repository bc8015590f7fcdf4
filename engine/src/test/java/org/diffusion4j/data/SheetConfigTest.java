// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.plot.Png;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SheetConfigTest {
    @TempDir
    Path folder;

    private Path sheet = Path.of("");

    /** Six tiles of 4 pixels in two rows; tile i is the grey 40 i. */
    @BeforeEach
    void paint() {
        sheet = folder.resolve("tiles.png");
        BufferedImage image = new BufferedImage(12, 8, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 12; x++) {
                image.setRGB(x, y, 0x010101 * 40 * (y / 4 * 3 + x / 4));
            }
        }
        Png.write(sheet, image);
    }

    private PictureSource open(String csv, String... settings) throws IOException {
        Files.writeString(folder.resolve("tiles.csv"), csv);
        return (PictureSource) DataPath.of(sheet.toString(), settings).create(0);
    }

    @Test
    void aTableNamesTilesAndClasses() throws IOException {
        PictureSource source = open("index,kind\n5,moon\n0,sun\n3,moon\n", "tile=4", "index=index", "label=kind");
        assertThat(source.size()).isEqualTo(3);
        assertThat(source.classes()).containsExactly("moon", "sun");
        assertThat(source.label(1)).isEqualTo(1);
        assertThat(source.picture(0).sample(2, 2, 1)).isEqualTo(200);
        assertThat(source.picture(2).sample(0, 3, 0)).isEqualTo(120);
        assertThat(source.itemShape()).containsExactly(3, 4, 4);
    }

    @Test
    void withoutAColumnRowsCountTilesAndSizesCanChange() throws IOException {
        PictureSource source = open("name\na\nb\nc\n", "tile=4", "size=2", "color=grey");
        assertThat(source.classes()).isEmpty();
        assertThat(source.itemShape()).containsExactly(1, 2, 2);
        assertThat(source.picture(2).samples()).containsOnly(80);
    }

    @Test
    void whatDoesNotFitIsRefusedInASentence() {
        assertThatThrownBy(() -> open("name\na\n", "tile=5"))
                .isInstanceOf(ShapeException.class)
                .hasMessage("the sheet '%s' has 12 x 8 pixels, which are no whole tiles of 5. Correct tile."
                        .formatted(sheet));
        assertThatThrownBy(() -> open("index\n6\n", "tile=4", "index=index"))
                .isInstanceOf(FormatException.class)
                .hasMessage("row 1 of '%s' names the tile '6', and the sheet has tiles 0 to 5. Correct the row."
                        .formatted(folder.resolve("tiles.csv")));
        assertThatThrownBy(() -> open("index\nx\n", "tile=4", "index=index")).hasMessageContaining("the tile 'x'");
        assertThatThrownBy(() -> open("index\n", "tile=4"))
                .hasMessage("the table '%s' has no rows. Add a row for each tile that is used."
                        .formatted(folder.resolve("tiles.csv")));
        assertThatThrownBy(() -> open("index,kind\n1,sun\n2,\n", "tile=4", "label=kind"))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "row 2 of '%s' has nothing in the column 'kind', and every tile has a class. Write it, or take the row away."
                                .formatted(folder.resolve("tiles.csv")));
        assertThatThrownBy(() -> open("index\n1\n", "tile=4", "label=kind"))
                .hasMessageContaining("has no column 'kind'; it has index.");
        assertThatThrownBy(() -> open("index\n1\n", "tile=0"))
                .hasMessageContaining("tile must be at least 1 but was 0.");
        assertThatThrownBy(() -> open("index\n1\n"))
                .hasMessageContaining("data.tile: this key is required and missing.");
    }
}
