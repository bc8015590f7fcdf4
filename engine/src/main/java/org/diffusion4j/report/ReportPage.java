// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.gallery.ImageGallery;
import org.diffusion4j.gallery.SampleSheet;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.RunFolder;

/**
 * The report of a trained image system as a page: data, noise schedule, training, one sample of each class, samples of one class,
 * averaged against raw weights, and the claims with their figures, in this order. Written as {@code report.md} and
 * {@code report.json} with the pictures beside them in {@code pictures}.
 */
public final class ReportPage {
    private final Path folder;
    private final String name;
    private final Model model;
    private final Optional<Model> raw;
    private final Optional<RunFolder> run;
    private final Reporting reporting;
    private final String command;
    private final Recipe recipe;
    private final StringBuilder text = new StringBuilder();
    private final List<Path> drawn = new ArrayList<>();

    /**
     * A page about a model.
     *
     * @param folder in which it is written
     * @param name of the model
     * @param raw the same model with its raw weights, if it has others
     * @param run in which it was trained, if that is here
     * @param command that writes the page again
     */
    public ReportPage(
            Path folder,
            String name,
            Model model,
            Optional<Model> raw,
            Optional<RunFolder> run,
            Reporting reporting,
            String command) {
        this.folder = folder;
        this.name = name;
        this.model = model;
        this.raw = raw;
        this.run = run;
        this.reporting = reporting;
        this.command = command;
        recipe = model.recipe();
    }

    /**
     * Measures, draws and writes.
     *
     * @param keepsPictures whether pictures that are in the folder already are kept: those of the same run
     * @param progress hears of each class as it is measured, counted from 1
     * @return the files that were written, the page last
     */
    public List<Path> write(boolean keepsPictures, Consumer<Integer> progress) {
        DataSource data = recipe.data().create(recipe.seed());
        Path pictures = folder.resolve("pictures");
        ImageGallery gallery = new ImageGallery(pictures, recipe, command); // refuses points before the work
        Report report = reporting.of(name, model, raw, progress);
        Pictures shown = new Pictures(pictures, keepsPictures);
        heading("Report of " + name, "#");
        data(data, gallery, shown);
        schedule(data, gallery, shown);
        training(data, gallery, shown);
        samples(gallery, shown);
        weights(gallery, shown);
        claims(report);
        files();
        List<Path> all = new ArrayList<>(drawn);
        all.add(file("report.json", report.json() + "\n"));
        all.add(file("report.md", text.toString()));
        return all;
    }

    private Path file(String name, String words) {
        Path file = folder.resolve(name);
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        try {
            FileLayer.disk().replace(file, ByteContent.of(() -> ByteBuffer.wrap(bytes)));
        } catch (IOException e) {
            throw new StorageException(
                    "the report cannot be written to %s (%s). Make the folder writable or choose another."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
        return file;
    }

    /** Draws what is not there yet. */
    private record Pictures(Path folder, boolean keeps) {
        Optional<Path> missing(String file, Supplier<Path> drawing) {
            return keeps && Files.isRegularFile(folder.resolve(file)) ? Optional.empty() : Optional.of(drawing.get());
        }
    }

    private void data(DataSource data, ImageGallery gallery, Pictures shown) {
        heading("Data", "##");
        paragraph(String.format(
                Locale.ROOT,
                "%,d training pictures%s; fingerprint `%s`.",
                data.size(),
                data.classes().isEmpty()
                        ? ""
                        : " of " + data.classes().size() + " classes: " + String.join(", ", data.classes()),
                data.fingerprint()));
        picture("Training pictures", "training-samples.png", shown, () -> gallery.training(data));
        picture("Training pictures with noise", "noised.png", shown, () -> gallery.noised(data));
    }

    private void schedule(DataSource data, ImageGallery gallery, Pictures shown) {
        heading("Noise schedule", "##");
        picture("The schedule, and what it does to a picture", "schedule.png", shown, () -> gallery.schedule(data));
    }

    private void training(DataSource data, ImageGallery gallery, Pictures shown) {
        heading("Training", "##");
        paragraph(String.format(
                Locale.ROOT,
                "System `%s`, seed %d: %,d updates of %d pictures, learning rate %s (%s).",
                recipe.system(),
                recipe.seed(),
                recipe.train().steps(),
                recipe.train().batch(),
                recipe.train().learningRate(),
                recipe.train().rateSchedule().name().toLowerCase(Locale.ROOT).replace('_', '-')));
        if (run.isEmpty()) {
            paragraph("The run itself is not here, so there is no curve of its loss.");
            return;
        }
        picture(
                "Loss: each batch thin, the mean of an epoch bold",
                "loss.png",
                shown,
                () -> gallery.loss(run.get(), data, false));
        picture("The same on a logarithmic axis", "loss-log.png", shown, () -> gallery.loss(run.get(), data, true));
    }

    private void samples(ImageGallery gallery, Pictures shown) {
        heading("Samples", "##");
        SampleRequest how = reporting.how();
        Map<String, String> facts = Map.of("model", name, "seed", Long.toString(how.seed()));
        if (recipe.network().conditioning() instanceof Conditioning.None) {
            SampleSheet sheet = SampleSheet.of(Prompt.all(model));
            picture(
                    "Samples",
                    "samples.png",
                    shown,
                    () -> gallery.samples(
                            "samples",
                            model.sample(sheet.request(how)),
                            sheet,
                            "%d samples".formatted(sheet.count()),
                            facts));
            return;
        }
        picture("One sample of each class", "class-grid.png", shown, () -> gallery.classGrid(model, how, facts));
        Prompt one = ImageGallery.usualClass(model);
        picture(
                "Samples of one class: " + one.name(),
                "single-class.png",
                shown,
                () -> gallery.singleClass(model, one, how, facts));
    }

    private void weights(ImageGallery gallery, Pictures shown) {
        raw.ifPresent(other -> {
            heading("Averaged against raw weights", "##");
            SampleSheet sheet = SampleSheet.of(Prompt.all(model));
            picture(
                    "The same seeds with both",
                    "raw-and-averaged.png",
                    shown,
                    () -> gallery.averaged(other, model, sheet.request(reporting.how()), sheet));
        });
    }

    private void claims(Report report) {
        heading("What is claimed, in figures", "##");
        paragraph(
                "%d samples of each class, %s, seed %d. Distances are roots of mean squared differences of all bytes, 0 to 255."
                        .formatted(report.each(), report.sampler(), report.seed()));
        for (String claim : report.claims()) {
            text.append("- ").append(claim).append('\n');
        }
        text.append('\n').append(report.table()).append('\n');
    }

    private void files() {
        heading("Files", "##");
        paragraph("Figures: `report.json`. Pictures: `pictures`; `d4j show FILE` says how each was made.");
        run.ifPresent(one -> paragraph(
                "Of the run: `recipe.yaml`, `provenance.json`, `events.jsonl`, `states`, `weights.safetensors`."));
        paragraph("Made by `%s`.".formatted(command));
    }

    private void picture(String words, String file, Pictures shown, Supplier<Path> drawing) {
        shown.missing(file, drawing).ifPresent(drawn::add);
        text.append("![%s](pictures/%s)%n%n".formatted(words, file).replace("\r", ""));
    }

    private void heading(String words, String level) {
        text.append(level).append(' ').append(words).append("\n\n");
    }

    private void paragraph(String words) {
        text.append(words).append("\n\n");
    }
}
