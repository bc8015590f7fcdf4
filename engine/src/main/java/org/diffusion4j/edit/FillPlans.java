// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans of fills, batch by batch: no more of them live at once than are being filled. */
final class FillPlans {
    private final HoleFiller filler;
    private @Nullable FillPlan last;

    FillPlans(HoleFiller filler) {
        this.filler = filler;
    }

    /** The batch that begins with hole {@code first}: one fill of each hole. */
    FillBatch batch(List<Hole> holes, int first) {
        return new FillBatch(
                holes.subList(first, Math.min(first + FillBatch.ROWS, holes.size())).stream()
                        .map(this::plan)
                        .toList(),
                first);
    }

    /** Many fills of one hole have one plan. */
    @SuppressWarnings("ReferenceEquality")
    private FillPlan plan(Hole hole) {
        FillPlan plan = last;
        if (plan == null || plan.hole() != hole) {
            plan = FillPlan.of(hole, filler);
            last = plan;
        }
        return plan;
    }
}
