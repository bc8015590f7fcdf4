// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

/**
 * How the windows of one picture are laid. A window is as large as what the network takes, where a hole fills at most three
 * quarters of a side; else as much larger as is needed for that. It is no larger than the whole picture needs.
 *
 * @param width of the picture
 * @param height of the picture
 * @param netWidth the width that the network takes
 * @param netHeight the height that the network takes
 * @param least the least size of a window in multiples of the network's, at least 1
 */
record Framings(int width, int height, int netWidth, int netHeight, double least) {
    /** The share of a side that a hole may take, so that there is something around it to go by. */
    private static final double LARGEST_SHARE = 0.75;

    /** The same with windows of at least so many times the network's size. */
    Framings withLeast(double other) {
        return new Framings(width, height, netWidth, netHeight, other);
    }

    /** How much larger than what the network takes a window for a hole is, at least 1: pixels that become one. */
    double scale(Box hole) {
        double needed = Math.max(hole.width() / LARGEST_SHARE / netWidth, hole.height() / LARGEST_SHARE / netHeight);
        return Math.max(1, Math.min(Math.max(needed, least), whole()));
    }

    /** The width of the largest hole that a window so many times larger than what the network takes is laid around. */
    int largestWidth(double scale) {
        return Math.max(1, (int) (LARGEST_SHARE * netWidth * scale));
    }

    /** The height of that hole. */
    int largestHeight(double scale) {
        return Math.max(1, (int) (LARGEST_SHARE * netHeight * scale));
    }

    /** The scale at which one window shows the whole picture. */
    private double whole() {
        return Math.max((double) width / netWidth, (double) height / netHeight);
    }

    /** The window for a hole. */
    Framing of(Box hole) {
        double scale = scale(hole);
        int windowWidth = (int) Math.ceil(scale * netWidth - 1e-9);
        int windowHeight = (int) Math.ceil(scale * netHeight - 1e-9);
        return new Framing(
                start(hole.left(), hole.right(), windowWidth, width),
                start(hole.top(), hole.bottom(), windowHeight, height),
                windowWidth,
                windowHeight,
                netWidth,
                netHeight);
    }

    /** Around the middle of the hole, but within the picture where it fits in, and around the picture where not. */
    private static int start(int from, int end, int window, int side) {
        if (window >= side) {
            return -((window - side) / 2);
        }
        return Math.max(0, Math.min(side - window, (from + end - window) / 2));
    }
}
