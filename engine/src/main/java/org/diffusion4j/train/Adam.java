// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.bytedeco.pytorch.global.torch.zeros_like;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.diffusion4j.config.Key;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.Parameters;

/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019) over all parameters at once: one fused operation a
 * step on the contiguous vector of {@link Parameters}. Owns its moments.
 */
public final class Adam implements AutoCloseable {
    /**
     * The constants.
     *
     * @param beta1 decay of the first moment, in [0, 1); a learning-rate schedule may move it
     * @param beta2 decay of the second moment, in [0, 1)
     * @param epsilon added to the root of the second moment, above 0
     * @param weightDecay decoupled decay (AdamW), 0 or more; 0 is plain Adam
     */
    public record Settings(
            @Key(about = "decay of the first moment", standard = "0.9")
            double beta1,

            @Key(about = "decay of the second moment", standard = "0.999")
            double beta2,

            @Key(about = "added to the root of the second moment", standard = "1e-8")
            double epsilon,

            @Key(about = "decoupled weight decay (AdamW); 0 is plain Adam", standard = "0")
            double weightDecay) {
        /** Adam's own: 0.9, 0.999, 1e-8, no decay. */
        public static final Settings ADAM = new Settings(0.9, 0.999, 1e-8, 0);

        public Settings {
            requireDecay("beta1", beta1);
            requireDecay("beta2", beta2);
            if (!(epsilon > 0)) {
                throw new ConfigException(
                        "epsilon must be above 0 but was %s. The usual value is 1e-8.".formatted(epsilon));
            }
            if (!(weightDecay >= 0)) {
                throw new ConfigException("weightDecay must be 0 or more but was %s. AdamW's usual value is 0.01."
                        .formatted(weightDecay));
            }
        }

        private static void requireDecay(String name, double value) {
            if (!(value >= 0 && value < 1)) {
                throw new ConfigException(
                        "%s must lie in [0, 1) but was %s. The usual values are 0.9 and 0.999.".formatted(name, value));
            }
        }
    }

    private final Settings settings;
    private final PointerScope owner = new PointerScope();
    private final Tensor firstMoment;
    private final Tensor secondMoment;
    private final Tensor count;
    private final OperatorHandle operator;
    private final IValue parameterList, gradientList, firstList, secondList, countList, none, noList, no;

    /** Moments at zero for {@code parameters}, which must outlive this. */
    public Adam(Parameters parameters, Settings settings) {
        this.settings = settings;
        try (NoGradGuard guard = new NoGradGuard()) {
            firstMoment = zeros_like(parameters.values());
            secondMoment = zeros_like(parameters.values());
            count = parameters.values().new_zeros(); // like the moments it must lie where the parameters do
            // decoupled decay with 0 is exactly Adam, so one operator serves both
            operator = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
            parameterList = list(parameters.values());
            gradientList = list(parameters.gradients());
            firstList = list(firstMoment);
            secondList = list(secondMoment);
            countList = list(count);
            none = new IValue();
            noList = list();
            no = new IValue(false);
            owner.extend(); // all of the above lives until close()
        } finally {
            owner.close();
        }
    }

    /**
     * One update from the gradients as they stand.
     *
     * @param step number of this update, counted from 0; decides the bias correction
     * @param rate learning rate, 0 or more
     * @param beta1 decay of the first moment in this update
     */
    public void step(long step, double rate, double beta1) {
        step(step, rate, beta1, none);
    }

    /** The same, but for nothing where {@code stop} (1), float32 beside the parameters, is 1. */
    void stepUnless(Tensor stop, long step, double rate, double beta1) {
        try (PointerScope scope = new PointerScope()) {
            step(step, rate, beta1, new IValue(stop));
        }
    }

    private void step(long step, double rate, double beta1, IValue stop) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            count.fill_(new Scalar(step + 1.0)); // not kept: every step has its own
            operator.callBoxed(new IValueVector(
                    parameterList,
                    gradientList,
                    firstList,
                    secondList,
                    noList,
                    countList,
                    new IValue(rate),
                    new IValue(beta1),
                    new IValue(settings.beta2()),
                    new IValue(settings.weightDecay()),
                    new IValue(settings.epsilon()),
                    no,
                    no,
                    none,
                    stop));
        }
    }

    /** The constants this was made with. */
    public Settings settings() {
        return settings;
    }

    /** The running mean of the gradients, one vector in the order of the parameters. */
    public Tensor firstMoment() {
        return firstMoment;
    }

    /** The running mean of their squares. */
    public Tensor secondMoment() {
        return secondMoment;
    }

    private static IValue list(Tensor... tensors) {
        GenericList list = new GenericList(new TensorList().elementType());
        list.reserve(tensors.length);
        for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
        return new IValue(list);
    }

    @Override
    public void close() {
        owner.close();
    }
}
