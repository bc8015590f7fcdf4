// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.run.LoadedState;
import org.diffusion4j.run.State;
import org.diffusion4j.team.Team;
import org.diffusion4j.tensor.StoredTensors;

/**
 * All that training changes: parameters, Adam's moments, the running average. What a saved state holds, and the owner of
 * the last two.
 */
public final class Weights implements AutoCloseable {
    /** Prefix of the running average among the saved weights. */
    public static final String EMA = "ema.";

    /** The part of a saved state that holds the weights. */
    public static final String MODEL = "model";

    private static final String OPTIMIZER = "optimizer";
    private static final String FIRST = "exp_avg.";
    private static final String SECOND = "exp_avg_sq.";

    private final Parameters parameters;
    private final Adam optimizer;
    private final Optional<Ema> ema;

    /** Fresh moments and, if the recipe asks for one, an average that starts at the weights as they are. */
    public Weights(Parameters parameters, TrainConfig config) {
        this.parameters = parameters;
        optimizer = new Adam(parameters, config.optimizer());
        ema = config.averageDecay().map(decay -> new Ema(parameters, decay));
    }

    /** The parameters that are trained; not owned. */
    public Parameters parameters() {
        return parameters;
    }

    /** The optimiser. */
    public Adam optimizer() {
        return optimizer;
    }

    /** The running average, if there is one. */
    public Optional<Ema> ema() {
        return ema;
    }

    /** The arrays of a weights file: every tensor under its name, the averages under {@code ema.<name>}. */
    public List<NamedArray> model() {
        List<NamedArray> arrays = new ArrayList<>();
        parameters.names().forEach(name -> arrays.add(StoredTensors.array(name, parameters.get(name))));
        ema.ifPresent(average ->
                averages(average).forEach((name, window) -> arrays.add(StoredTensors.array(EMA + name, window))));
        return arrays;
    }

    /** The whole state after {@code step} updates; its arrays are read while it is saved. */
    public State state(long step, OptionalDouble loss, Map<String, ?> facts) {
        List<NamedArray> moments = new ArrayList<>();
        addWindows(moments, FIRST, optimizer.firstMoment());
        addWindows(moments, SECOND, optimizer.secondMoment());
        Map<String, List<NamedArray>> parts = new LinkedHashMap<>();
        parts.put(MODEL, model());
        parts.put(OPTIMIZER, moments);
        return new State(step, loss, parts, facts);
    }

    /** Takes everything from a saved state; the next step continues bit for bit. */
    public void restore(LoadedState state) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            SafeTensors model = state.part(MODEL);
            parameters.names().forEach(name -> copy(model, name, parameters.get(name)));
            ema.ifPresent(average -> averages(average).forEach((name, window) -> copy(model, EMA + name, window)));
            copyWindows(state.part(OPTIMIZER), FIRST, optimizer.firstMoment());
            copyWindows(state.part(OPTIMIZER), SECOND, optimizer.secondMoment());
        }
    }

    /** Takes everything from the leader of a team. */
    public void spread(Team team) {
        try (PointerScope scope = new PointerScope()) {
            parameters.names().forEach(name -> team.spread(parameters.get(name)));
            team.spread(optimizer.firstMoment());
            team.spread(optimizer.secondMoment());
            ema.ifPresent(average -> averages(average).values().forEach(team::spread));
        }
    }

    private Map<String, Tensor> averages(Ema average) {
        Map<String, Tensor> windows = new LinkedHashMap<>(parameters.windows(average.average()));
        windows.putAll(parameters.statisticWindows(average.statistics()));
        return windows;
    }

    private void addWindows(List<NamedArray> arrays, String prefix, Tensor vector) {
        parameters.windows(vector).forEach((name, window) -> arrays.add(StoredTensors.array(prefix + name, window)));
    }

    private void copyWindows(SafeTensors file, String prefix, Tensor vector) {
        parameters.windows(vector).forEach((name, window) -> copy(file, prefix + name, window));
    }

    private static void copy(SafeTensors file, String name, Tensor into) {
        into.copy_(StoredTensors.read(file, name, into));
    }

    @Override
    public void close() {
        optimizer.close();
        ema.ifPresent(Ema::close);
    }
}
