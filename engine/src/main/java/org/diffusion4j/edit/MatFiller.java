// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.MatModel;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.mat.RowDraws;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.sampler.Guidance;
import org.diffusion4j.tensor.Engine;

/** Fills holes by a MAT (Li et al. 2022), in one evaluation of its network. */
public final class MatFiller implements HoleFiller {
    private static final double USUAL_PSI = 1;

    private final MatModel model;

    /** Fills by {@code model}, which it closes. */
    public MatFiller(MatModel model) {
        this.model = model;
    }

    /** Empty for a model of another kind. */
    static Optional<HoleFiller> open(String nameOrPath, String device, Compute compute) {
        return MatModel.openIfOne(nameOrPath, device, compute).map(MatFiller::new);
    }

    @Override
    public String name() {
        return model.recipe().system() + model.compute().suffix();
    }

    @Override
    public String recipe() {
        return model.recipe().yaml();
    }

    @Override
    public int width() {
        return model.recipe().generator().resolution();
    }

    @Override
    public int height() {
        return model.recipe().generator().resolution();
    }

    @Override
    public int channels() {
        return model.recipe().generator().colours();
    }

    @Override
    public void require(FillRequest request) {
        request.told().ifPresent(words -> {
            throw new ConfigException(
                    "the class '%s' was given, and a MAT is told nothing but the picture around the hole. Leave it out."
                            .formatted(words));
        });
        if (!request.guidance().equals(Guidance.NONE)) {
            throw new ConfigException(
                    "guidance was given, and a MAT is told nothing that could be followed more or less. Leave it out.");
        }
        if (request.steps().isPresent() || request.jumps().isPresent()) {
            throw new ConfigException(
                    "steps or jumps were given, and a MAT fills a hole in one evaluation. Leave them out.");
        }
    }

    @Override
    public int evaluations(FillRequest request) {
        return 1;
    }

    @Override
    public List<Picture> fill(List<Hole> holes, List<Long> images, FillRequest request) {
        if (request.stop().isRequested()) {
            throw new CancelledException("Filling was stopped before the network was asked. Nothing was filled.");
        }
        return Engine.withThreads(Engine.cores(), () -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor pictures = PictureTensors.of(
                                holes.stream().map(Hole::picture).toList(), model.device())
                        .to(ScalarType.Float);
                Tensor known = PictureTensors.known(
                                holes.stream().map(Hole::mask).toList(), model.device())
                        .to(ScalarType.Float);
                RowDraws draws = new RowDraws(RandomStream.of(request.seed(), "fill"), images, model.device());
                Truncation truncation = Truncation.of(request.psi().orElse(USUAL_PSI));
                List<Picture> fills = PictureTensors.fillsOfMat(
                        model.fill(pictures, known, draws, truncation).image());
                request.progress().accept(1);
                return fills;
            }
        });
    }

    @Override
    public void close() {
        model.close();
    }
}
