// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Packages in floors: a package may use those of the floors below its own, never its neighbours. So there are no cycles.
 *
 * @param fromTheGround names below the root package, the lowest floor first
 */
record Arrows(List<List<String>> fromTheGround) {
    private static final String ROOT = "org.diffusion4j.";

    /** Uses of a package that does not stand on a lower floor; one sentence each. */
    Set<String> wrong(JavaClasses classes) {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass user : classes) {
            for (Dependency use : user.getDirectDependenciesFromSelf()) {
                JavaClass used = use.getTargetClass().getBaseComponentType();
                if (isOurs(used) && !name(used).equals(name(user)) && floor(used) >= floor(user)) {
                    wrong.add("%s may not use %s, but: %s".formatted(name(user), name(used), use.getDescription()));
                }
            }
        }
        return wrong;
    }

    /** Packages that have classes and no floor. */
    Set<String> homeless(JavaClasses classes) {
        Set<String> names = new TreeSet<>();
        classes.stream().filter(one -> floor(one) < 0).forEach(one -> names.add(name(one)));
        return names;
    }

    private int floor(JavaClass one) {
        for (int i = 0; i < fromTheGround.size(); i++) {
            if (fromTheGround.get(i).contains(name(one))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isOurs(JavaClass one) {
        return one.getPackageName().startsWith(ROOT);
    }

    private static String name(JavaClass one) {
        return one.getPackageName().substring(ROOT.length()).split("\\.", 2)[0];
    }
}
