// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.plot.Grid;

/**
 * How many samples are drawn of what, and how they lie on a sheet: one row a prompt.
 *
 * @param prompts what is told, at least one
 * @param each samples of every prompt
 */
public record SampleSheet(List<Prompt> prompts, int each) {
    private static final int FEW = 8;
    private static final int LEAST = 32;

    /** @throws ConfigException if there is nothing on it */
    public SampleSheet {
        prompts = List.copyOf(prompts);
        if (prompts.isEmpty() || each < 1) {
            throw new ConfigException(
                    "a sheet of %d samples of each of %d classes was asked for. Ask for at least one of one."
                            .formatted(each, prompts.size()));
        }
    }

    /** The smallest sheet of at least 32 samples. */
    public static SampleSheet of(List<Prompt> prompts) {
        return new SampleSheet(prompts, Math.max(1, (LEAST + prompts.size() - 1) / Math.max(1, prompts.size())));
    }

    /** A sheet of so many samples in all: as many of each prompt where that is possible, else the prompts in turn. */
    public static SampleSheet of(List<Prompt> prompts, int count) {
        int rows = prompts.size();
        if (rows == 0 || (count >= rows && count % rows == 0)) {
            return new SampleSheet(prompts, count / Math.max(1, rows));
        }
        return new SampleSheet(
                IntStream.range(0, count).mapToObj(i -> prompts.get(i % rows)).toList(), 1);
    }

    /** Samples in all. */
    public int count() {
        return prompts.size() * each;
    }

    /** What is told of every sample, in the order of the sheet. */
    public Condition condition() {
        return Prompt.rows(prompts, each);
    }

    /** The samples of this sheet, drawn as {@code how} says: its method, seed and guidance. */
    public SampleRequest request(SampleRequest how) {
        return how.counting(count()).conditionedOn(condition());
    }

    /** What is told of sample {@code index}, from 0. */
    public Prompt prompt(int index) {
        return prompts.get(index / each);
    }

    /** The sheet of these pictures, in the order of the prompts. */
    BufferedImage draw(List<BufferedImage> tiles, int scale, String title) {
        List<String> names = prompts.stream().map(Prompt::name).toList();
        if (names.size() == 1) {
            return Grid.of(tiles, Math.min(FEW, each))
                    .scaled(scale)
                    .titled(names.get(0).isEmpty() ? title : title + ": " + names.get(0))
                    .draw();
        }
        Grid grid = Grid.of(tiles, each == 1 ? Math.min(FEW, names.size()) : each)
                .scaled(scale)
                .titled(title);
        return each == 1 ? grid.captioned(names).draw() : grid.rowsNamed(names).draw();
    }
}
