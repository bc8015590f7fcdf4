// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.UNet2D;
import org.diffusion4j.network.UNet2DConfig;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.pipeline.UNet2DFile;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/** Kind {@code diffusers/unet2d}: outputs of a network with filled weights, in full or as statistics and some values. */
final class UNet2DFixture implements FixtureKind {
    private static final double RTOL = 1e-5;

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        UNet2DConfig config = UNet2DFile.read(fixture.at("config").json());
        try (Parameters.Built<Network> built = Parameters.forUse(
                p -> config.create(p, 1000),
                (name, rule, shape) -> Fill.ofWeight(name, shape).values(name, Node.requireElements(name, shape)),
                device)) {
            tally.fact(
                    "parameter_count",
                    built.parameters().count(),
                    fixture.at("parameter_count").json().asLong());
            if (fixture.has("state_dict_shapes")) {
                shapes(built.parameters(), fixture.at("state_dict_shapes"), tally);
            }
            UNet2D network = (UNet2D) built.network();
            fixture.at("cases").elements().forEach(run -> forward(network, config, fixture, run, device, tally));
        }
    }

    /** The order in a file means nothing. */
    private static void shapes(Parameters parameters, Node want, Tally tally) {
        Map<String, String> got = new TreeMap<>();
        parameters
                .names()
                .forEach(name -> got.put(name, Shapes.text(parameters.get(name).shape())));
        Map<String, String> wanted = new TreeMap<>();
        want.members().forEach((name, shape) -> wanted.put(name, Shapes.text(shape.longs())));
        tally.fact("state_dict names", got.keySet(), wanted.keySet());
        wanted.forEach((name, shape) -> tally.fact(name + " shape", got.getOrDefault(name, "none"), shape));
    }

    private static void forward(
            UNet2D network, UNet2DConfig config, Node fixture, Node run, Device device, Tally tally) {
        long[] shape = inputShape(fixture, config, run);
        double[] times = run.at("timestep").numbers();
        String check = "t=" + Arrays.toString(times);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Map<String, Tensor> stages = new HashMap<>();
            Tensor x = FilledText.of(fixture.at("sample")).tensor(shape);
            Tensor output = network.forward(
                    Tensors.on(device, x),
                    Tensors.on(device, Tensors.toFloat(Tensors.of(times, times.length))),
                    condition(fixture, Math.toIntExact(shape[0])),
                    run.has("stages") ? (name, value) -> stages.put(name, Tensors.keep(value)) : (name, value) -> {});
            output(fixture, run, output, check, tally);
            if (run.has("stages")) {
                run.at("stages").elements().forEach(want -> stage(want, run, stages, check, tally));
                stages.values().forEach(Tensor::close);
            }
        }
    }

    private static long[] inputShape(Node fixture, UNet2DConfig config, Node run) {
        if (fixture.has("sample_shape")) {
            return fixture.at("sample_shape").shape();
        }
        long[] shape = run.at("output_shape").shape();
        shape[1] = config.inChannels();
        return shape;
    }

    /** Integers are labels, or numbers where the network takes those; a text is a fill of context vectors. */
    private static Condition condition(Node fixture, int rows) {
        if (!fixture.has("class_labels")) {
            return Condition.NONE;
        }
        Node labels = fixture.at("class_labels");
        if (labels.json().isString()) {
            FilledText filled = FilledText.of(labels);
            long[] shape = filled.sizes();
            return Condition.context(Math.toIntExact(shape[shape.length - 1]), filled.values(shape));
        }
        if (fixture.at("config").text("class_embed_type", "").equals("timestep")) {
            double[] numbers = labels.numbers(rows);
            float[] context = new float[rows];
            for (int i = 0; i < rows; i++) {
                context[i] = (float) numbers[i];
            }
            return Condition.context(1, context);
        }
        return Condition.labels(labels.integers());
    }

    private static void output(Node fixture, Node run, Tensor output, String check, Tally tally) {
        double[] got = Tensors.doubles(output);
        double atol = run.at("atol").number();
        double rtol = run.number("rtol", RTOL);
        for (String name : new String[] {"mean", "std", "abs_mean", "min", "max"}) {
            if (run.has(name)) {
                tally.number(
                        check + "." + name,
                        0,
                        Expected.statistic(name, got),
                        run.at(name).number(),
                        atol,
                        rtol);
            }
        }
        if (run.has("output")) {
            tally.fact(
                    check + ".shape",
                    Shapes.text(output.shape()),
                    Shapes.text(run.at("output_shape").longs()));
            tally.numbers(check, got, run.at("output").numbers(), atol, rtol);
        }
        if (run.has("per_channel_mean")) {
            double[] means = channelMeans(got, (int) output.size(0), (int) output.size(1));
            tally.numbers(
                    check + ".per_channel_mean",
                    means,
                    run.at("per_channel_mean").numbers(),
                    atol,
                    rtol);
        }
        if (run.has("values")) {
            int[] indices = fixture.at("flat_indices").integers();
            double[] some = Arrays.stream(indices)
                    .mapToDouble(i -> i >= 0 && i < got.length ? got[i] : Double.NaN)
                    .toArray();
            tally.numbers(check, some, run.at("values").numbers(), atol, rtol);
        }
    }

    private static double[] channelMeans(double[] values, int rows, int channels) {
        int each = values.length / (rows * channels);
        double[] means = new double[channels];
        for (int i = 0; i < values.length; i++) {
            means[i / each % channels] += values[i] / (rows * each);
        }
        return means;
    }

    private static void stage(Node want, Node run, Map<String, Tensor> stages, String check, Tally tally) {
        String name = want.at("name").text();
        Tensor tensor = stages.get(name);
        if (tensor == null) {
            throw new FixtureException("the network has no part '%s'".formatted(name));
        }
        double atol = run.at("atol").number();
        double rtol = run.number("rtol", RTOL);
        String place = check + "." + name;
        double[] got = Tensors.doubles(tensor);
        double[] first = want.at("first8").numbers();
        // a shared time is embedded once for all rows
        double[] rows = Shapes.elements(want.at("shape").longs()) == 2L * got.length ? twice(got) : got;
        tally.number(
                place + ".mean",
                0,
                Expected.statistic("mean", rows),
                want.at("mean").number(),
                atol,
                rtol);
        tally.number(
                place + ".std",
                0,
                Expected.statistic("std", rows),
                want.at("std").number(),
                atol,
                rtol);
        tally.numbers(place, Arrays.copyOf(rows, first.length), first, atol, rtol);
    }

    private static double[] twice(double[] values) {
        double[] both = Arrays.copyOf(values, 2 * values.length);
        System.arraycopy(values, 0, both, values.length, values.length);
        return both;
    }
}
