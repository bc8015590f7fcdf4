// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.Work;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.tensor.Together;
import org.jspecify.annotations.Nullable;

/**
 * The sum of the gradients over processes, bucket by bucket while backward still runs. A hook on each tensor tells when
 * its gradient is known; it is added to the vector just after its hook and before the next one, so a bucket is complete
 * when the hook after its last one comes. Buckets leave in one fixed order, the same in every process.
 */
final class BucketedSum implements GradientSum {
    /** 1 MiB of float32: small networks have several, large ones do not wait for their whole. */
    static final long LEAST_NUMBERS = 1 << 18;

    private final GlooTeam team;
    private final Tensor gradients;
    private final Buckets buckets;
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Integer> hookIds = new ArrayList<>();
    private final List<Hook> hooks = new ArrayList<>();
    private final List<Work> running = new ArrayList<>();
    private final int[] missing;
    private int launched;
    private int known = -1;
    private int early;
    private boolean isArmed;
    private @Nullable Throwable failure;

    BucketedSum(GlooTeam team, Parameters parameters, long leastNumbers) {
        this.team = team;
        gradients = parameters.gradients();
        Map<String, Long> sizes = new LinkedHashMap<>();
        parameters
                .trainedNames()
                .forEach(name -> sizes.put(name, parameters.get(name).numel()));
        buckets = Buckets.of(sizes, leastNumbers);
        missing = new int[buckets.size()];
        for (String name : parameters.trainedNames()) {
            Tensor tensor = parameters.get(name);
            Hook hook = new Hook(buckets.ofTensor().get(tensors.size()));
            hook.retainReference(); // autograd calls it until it is removed
            tensors.add(tensor);
            hooks.add(hook);
            hookIds.add(tensor.register_hook(hook));
        }
    }

    private final class Hook extends VoidTensorHook {
        private final int bucket;

        Hook(int bucket) {
            this.bucket = bucket;
        }

        @Override
        public void call(TensorBase gradient) {
            gradient.close(); // a handle of this call, which the step's scope would hold until its end
            if (isArmed) {
                try {
                    settle();
                } catch (RuntimeException | Error e) {
                    failure = e; // it must not pass through autograd; told when backward has ended
                    isArmed = false;
                    return;
                }
                known = bucket;
            }
        }
    }

    @Override
    public void during(Tensor loss) {
        Arrays.fill(missing, 0);
        buckets.ofTensor().forEach(bucket -> missing[bucket]++);
        known = -1;
        failure = null;
        begin();
        isArmed = true;
        try {
            loss.backward();
        } finally {
            isArmed = false;
        }
        if (failure != null) {
            throw Together.unchecked(failure);
        }
        early = launched;
        finish();
    }

    /** How many buckets left while the last backward pass was still running. */
    int early() {
        return early;
    }

    @Override
    public void now() {
        begin();
        finish();
    }

    private void begin() {
        forget(); // of a pass that failed
        launched = 0;
    }

    private void forget() {
        running.forEach(Work::close);
        running.clear();
    }

    /** The tensor whose hook came before has its gradient in the vector by now. */
    private void settle() {
        if (known >= 0) {
            missing[known]--;
        }
        while (launched < missing.length && missing[launched] == 0) {
            launch();
        }
    }

    private void finish() {
        while (launched < buckets.size()) {
            launch(); // with what backward never reached, whose gradient is zero
        }
        for (Work work : running) {
            team.await(work);
        }
        forget();
    }

    private void launch() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor bucket = gradients.narrow(
                    0, buckets.from().get(launched), buckets.count().get(launched));
            Work work = team.summing(bucket);
            work.retainReference(); // closed when it is done
            running.add(work);
        }
        launched++;
    }

    @Override
    public void close() {
        for (int i = 0; i < tensors.size(); i++) {
            tensors.get(i).remove_hook(hookIds.get(i));
        }
        hooks.forEach(Hook::close);
        forget();
    }
}
