// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The register of commands. A new command is a class beside this one and one line below, nothing else.
 *
 * <p>Only commands whose name was typed are made. The others stand in the list of {@code --help} with their name and
 * sentence alone, so that asking for help loads neither the engine nor its native libraries.
 */
final class Commands {
    /** In the order in which {@code --help} lists them. */
    static final List<CommandEntry> ENTRIES = List.of(
            new CommandEntry("doctor", "Shows what this machine can do and what is wrong.", DoctorCommand.class),
            new CommandEntry(
                    "quickstart", "Draws emoji, then trains the spiral before your eyes.", QuickstartCommand.class),
            new CommandEntry("train", "Trains a model, or goes on training one.", TrainCommand.class),
            new CommandEntry(
                    "train-classifier", "Trains a classifier that evaluation asks.", TrainClassifierCommand.class),
            new CommandEntry("sample", "Draws samples from a model.", SampleCommand.class),
            new CommandEntry("inpaint", "Fills a hole in a picture.", InpaintCommand.class),
            new CommandEntry("img2img", "Draws a picture anew from its outlines.", Img2ImgCommand.class),
            new CommandEntry("invert", "Finds the noise that a picture is made of.", InvertCommand.class),
            new CommandEntry(
                    "interpolate", "Draws what lies between two samples or pictures.", InterpolateCommand.class),
            new CommandEntry("mask", "Looks at random holes: preview, draw.", MaskCommand.class),
            new CommandEntry("evaluate", "Measures how good the samples of a model are.", EvaluateCommand.class),
            new CommandEntry(
                    "report", "Writes the report of a trained image system, with its figures.", ReportCommand.class),
            new CommandEntry(
                    "evaluate-inpainting", "Measures how well holes are filled.", EvaluateInpaintingCommand.class),
            new CommandEntry(
                    "compare-samplers",
                    "Draws the quality of every sampler against its cost.",
                    CompareSamplersCommand.class),
            new CommandEntry("plot", "Draws points, schedule, loss, trajectory or spread.", PlotCommand.class),
            new CommandEntry("show", "Shows how a picture was made and how to make it again.", ShowCommand.class),
            new CommandEntry("data", "Looks at training data: info, preview, convert.", DataCommand.class),
            new CommandEntry("runs", "Lists the runs and how far they are.", RunsCommand.class),
            new CommandEntry("inspect", "Shows what a file or folder of weights holds.", InspectCommand.class),
            new CommandEntry("convert", "Converts weights from one form into another.", ConvertCommand.class),
            new CommandEntry("export", "Writes a trained model as two files to give away.", ExportCommand.class),
            new CommandEntry("explain", "Shows every value of a recipe and where it comes from.", ExplainCommand.class),
            new CommandEntry("cost", "Estimates the time and memory that a recipe takes.", CostCommand.class),
            new CommandEntry(
                    "verify", "Proves with stored numbers that this machine computes right.", VerifyCommand.class),
            new CommandEntry("completion", "Prints the completion script for bash and zsh.", CompletionCommand.class),
            new CommandEntry("test", "Builds and runs all tests (in a checkout: ./d4j test).", CheckoutCommand.class),
            new CommandEntry("bench", "Runs the benchmarks (in a checkout: ./d4j bench).", CheckoutCommand.class),
            new CommandEntry("help", "Shows the help of a command.", CommandLine.HelpCommand.class));

    private Commands() {}

    /** The command line for these words: commands named among them are real, all others are known by name only. */
    static CommandLine forWords(List<String> words, D4j root) {
        return build(root, words::contains);
    }

    /** The command line with every command made: what completion needs. */
    static CommandLine all(D4j root) {
        return build(root, name -> true);
    }

    private static CommandLine build(D4j root, Predicate<String> isNeeded) {
        CommandLine commandLine = new CommandLine(root);
        for (CommandEntry entry : ENTRIES) {
            CommandSpec spec =
                    isNeeded.test(entry.name()) ? CommandSpec.forAnnotatedObject(entry.type()) : CommandSpec.create();
            spec.usageMessage().header(new String[0]).description(entry.summary());
            commandLine.addSubcommand(entry.name(), new CommandLine(spec));
        }
        return Words.readBy(commandLine).registerConverter(ProgressMode.class, ProgressMode::named);
    }
}
