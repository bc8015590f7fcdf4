// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.util.List;
import org.diffusion4j.plot.Curve;
import org.diffusion4j.plot.Series;
import org.diffusion4j.run.Event;
import org.diffusion4j.run.Events;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.RunFolder;

/**
 * What a training of MAT wrote down.
 *
 * @param events steps with their losses, and saved states with their score
 */
record MatLosses(List<Event> events) {
    private static final int WINDOWS = 50;

    /** Those of the run so far. */
    static MatLosses of(RunFolder run) {
        return new MatLosses(Events.read(run.events(), FileLayer.disk()));
    }

    /** Whether a curve can be drawn. */
    boolean exist() {
        return rows("step", "loss").size() > 1;
    }

    /** Both networks against each other, for final and first-stage pictures; running means. */
    BufferedImage opponents() {
        return Curve.titled("Losses of generator and discriminator")
                .labelled("step", "loss, running mean")
                .with(mean("generator", "loss"))
                .with(mean("generator, first stage", "draftLoss"))
                .with(mean("discriminator", "discriminatorLoss"))
                .with(mean("discriminator, first stage", "discriminatorDraftLoss"))
                .draw();
    }

    /** The squared gradient of the discriminator at real pictures. */
    BufferedImage penalty() {
        return Curve.titled("R1: squared gradient of the discriminator at real pictures")
                .labelled("step", "both branches")
                .with(series("one batch", rows("step", "penalty"), "penalty").faint())
                .with(mean("running mean", "penalty").bold())
                .draw();
    }

    /** How far fills are from the pictures, in training and on held-out pictures. */
    BufferedImage distance() {
        Curve curve = Curve.titled("Mean absolute difference to the picture")
                .labelled("step", "whole picture in [−1, 1], or hole as a share of the range")
                .with(mean("training, whole picture", "l1"));
        List<Event> saved = rows("saved", "loss");
        return (saved.isEmpty()
                        ? curve
                        : curve.with(series("held out, hole", saved, "loss").bold()))
                .draw();
    }

    private Series mean(String name, String value) {
        List<Event> rows = rows("step", value);
        double[] means = LossPicture.runningMean(values(rows, value), Math.max(1, rows.size() / WINDOWS));
        return Series.of(name, steps(rows), means);
    }

    private static Series series(String name, List<Event> rows, String value) {
        return Series.of(name, steps(rows), values(rows, value));
    }

    private List<Event> rows(String event, String value) {
        return events.stream()
                .filter(one -> one.event().equals(event) && one.number(value).isPresent())
                .toList();
    }

    private static double[] steps(List<Event> rows) {
        return rows.stream().mapToDouble(Event::step).toArray();
    }

    private static double[] values(List<Event> rows, String value) {
        return rows.stream().mapToDouble(row -> row.number(value).orElseThrow()).toArray();
    }
}
