// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.sampler.Prediction;

/** What x = a·x0 + s·ε and the network's output are at a noise level σ. */
public sealed interface Parameterization {
    /** The weight of the clean sample in x. */
    double a(double sigma);

    /** The weight of the noise in x. */
    double s(double sigma);

    /** What x is multiplied by before the network sees it. */
    default double inputScale(double sigma) {
        return 1;
    }

    /**
     * The clean sample that an output stands for.
     *
     * @param x at {@code sigma}
     * @param sigmaAsked the level at which the network was asked; another than {@code sigma} where noise was added since
     */
    Tensor x0(Tensor x, Tensor output, double sigmaAsked, double sigma);

    /** The clean sample that an output at {@code sigma} stands for. */
    default Tensor x0(Tensor x, Tensor output, double sigma) {
        return x0(x, output, sigma, sigma);
    }

    /** Half the logarithm of the signal-to-noise ratio: ln a − ln s; infinite where there is no noise. */
    default double lambda(double sigma) {
        return Math.log(a(sigma)) - Math.log(s(sigma));
    }

    /** x keeps unit variance: a² + s² = 1 and s / a = σ (Lu et al. 2022). */
    record Preserving(Prediction prediction) implements Parameterization {
        @Override
        public double a(double sigma) {
            return 1 / Math.sqrt(sigma * sigma + 1);
        }

        @Override
        public double s(double sigma) {
            return sigma * a(sigma);
        }

        @Override
        public Tensor x0(Tensor x, Tensor output, double sigmaAsked, double sigma) {
            return prediction.x0(x, output, a(sigma), s(sigma));
        }
    }

    /** x = x0 + σ·ε, over a network that was trained on {@link Preserving}'s samples (Karras et al. 2022, table 1, VP). */
    record Exploding(Prediction prediction) implements Parameterization {
        @Override
        public double a(double sigma) {
            return 1;
        }

        @Override
        public double s(double sigma) {
            return sigma;
        }

        @Override
        public double inputScale(double sigma) {
            return 1 / Math.sqrt(sigma * sigma + 1);
        }

        /** The velocity belongs to the level that the network saw, the noise to the one that x has. */
        @Override
        public Tensor x0(Tensor x, Tensor output, double sigmaAsked, double sigma) {
            return switch (prediction) {
                case EPSILON -> plusScaled(x, output, -sigma);
                case X0 -> output;
                case VELOCITY -> {
                    double a = inputScale(sigmaAsked);
                    yield blend(x, a * a, output, -sigmaAsked * a);
                }
            };
        }
    }

    /**
     * x = x0 + σ·ε, over a preconditioned network (Karras et al. 2022, table 1, last column).
     *
     * @param sigmaData the standard deviation of the data, above 0
     * @param outputSign +1 as in the paper, −1 for networks with the sign of v
     */
    record Edm(double sigmaData, int outputSign) implements Parameterization {
        public Edm {
            if (!(sigmaData > 0)) {
                throw new ConfigException(
                        "sigma_data must be above 0 but was %s. It is the data's standard deviation, 0.5 for pictures."
                                .formatted(sigmaData));
            }
            if (outputSign != 1 && outputSign != -1) {
                throw new ConfigException(
                        "the sign of the output must be 1 or -1 but was %d. The paper's is 1.".formatted(outputSign));
            }
        }

        /**
         * With the sign of a prediction: the noise's is the paper's, the velocity's the other.
         *
         * @throws ConfigException for the prediction x0, which no preconditioned network has
         */
        public static Edm of(double sigmaData, Prediction prediction) {
            return switch (prediction) {
                case EPSILON -> new Edm(sigmaData, 1);
                case VELOCITY -> new Edm(sigmaData, -1);
                case X0 ->
                    throw new ConfigException(
                            "prediction is x0, and the output of a preconditioned network has the sign of epsilon or of velocity. Use prediction epsilon, the paper's.");
            };
        }

        @Override
        public double a(double sigma) {
            return 1;
        }

        @Override
        public double s(double sigma) {
            return sigma;
        }

        @Override
        public double inputScale(double sigma) {
            return 1 / Math.sqrt(sigma * sigma + sigmaData * sigmaData);
        }

        @Override
        public Tensor x0(Tensor x, Tensor output, double sigmaAsked, double sigma) {
            return blend(x, skip(sigma), output, out(sigma));
        }

        /** The weight of x in the denoised sample (c_skip). */
        public double skip(double sigma) {
            return sigmaData * sigmaData / (sigma * sigma + sigmaData * sigmaData);
        }

        /** The weight of the network's output in the denoised sample (c_out). */
        public double out(double sigma) {
            return outputSign * sigma * sigmaData / Math.sqrt(sigma * sigma + sigmaData * sigmaData);
        }

        /** The weight of the denoised sample's squared error in the loss (λ): 1/c_out². */
        public double lossWeight(double sigma) {
            return 1 / (out(sigma) * out(sigma));
        }

        /** What the network is given as time (table 1, c_noise). */
        public static double time(double sigma) {
            return 0.25 * Math.log(sigma);
        }
    }

    /** A straight path x = (1 − σ)·x0 + σ·ε; the network predicts ε − x0 (Lipman et al. 2023; Liu et al. 2023). */
    record Rectified() implements Parameterization {
        @Override
        public double a(double sigma) {
            return 1 - sigma;
        }

        @Override
        public double s(double sigma) {
            return sigma;
        }

        @Override
        public Tensor x0(Tensor x, Tensor output, double sigmaAsked, double sigma) {
            return plusScaled(x, output, -sigma);
        }
    }

    /** Another one, over a network that also gives a variance of its own, in the second half of the channels. */
    record MeanOnly(Parameterization of) implements Parameterization {
        @Override
        public double a(double sigma) {
            return of.a(sigma);
        }

        @Override
        public double s(double sigma) {
            return of.s(sigma);
        }

        @Override
        public double inputScale(double sigma) {
            return of.inputScale(sigma);
        }

        @Override
        public Tensor x0(Tensor x, Tensor output, double sigmaAsked, double sigma) {
            return of.x0(x, output.narrow(1, 0, x.size(1)), sigmaAsked, sigma);
        }
    }
}
