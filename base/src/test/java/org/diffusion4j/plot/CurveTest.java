// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class CurveTest {
    private static final Series HALF = Series.of("half", new double[] {0, 10}, new double[] {0, 10});

    private static int count(BufferedImage picture, int rgb) {
        return (int) Arrays.stream(Pixels.rgb(picture)).filter(c -> c == rgb).count();
    }

    @Test
    void aStraightLineCrossesThePlotFromCornerToCorner() {
        BufferedImage picture = Curve.titled("").with(HALF.bold()).draw(800, 600);
        int accent = Ink.rgb(Ink.ACCENT);
        int leftmost = Integer.MAX_VALUE;
        int rightmost = 0;
        int atLeft = 0;
        int atRight = 0;
        for (int x = 0; x < 800; x++) {
            for (int y = 120; y < 600; y++) {
                if ((picture.getRGB(x, y) & 0xFFFFFF) == accent) {
                    if (x < leftmost) {
                        leftmost = x;
                        atLeft = y;
                    }
                    rightmost = x;
                    atRight = y;
                }
            }
        }
        assertThat(rightmost - leftmost).isGreaterThan(600);
        assertThat(atLeft - atRight).isGreaterThan(300);
        int middle = (leftmost + rightmost) / 2;
        assertThat(picture.getRGB(middle, (atLeft + atRight) / 2) & 0xFFFFFF).isEqualTo(accent);
    }

    @Test
    void nothingIsCutOffAtTheEdge() {
        Curve curve = Curve.titled("Loss").labelled("iteration", "loss");
        for (int i = 0; i < 8; i++) {
            curve = curve.with(
                    Series.of("a series with a long name " + i, new double[] {1, 900_000}, new double[] {1e-7, i + 1}));
        }
        assertThat(Edges.ink(curve.draw(), 8)).isZero();
        assertThat(Edges.ink(curve.withLogX().withLogY().draw(), 8)).isZero();
        assertThat(Edges.ink(curve.draw(640, 480), 8)).isZero();
    }

    @Test
    void aGapInTheNumbersIsAGapInTheLine() {
        double[] y = new double[101];
        Arrays.fill(y, 1);
        BufferedImage whole = Curve.titled("").with(Series.of("", y)).draw(800, 400);
        Arrays.fill(y, 25, 76, Double.NaN);
        BufferedImage broken = Curve.titled("").with(Series.of("", y)).draw(800, 400);
        double share = (double) count(broken, Ink.rgb(Ink.ACCENT)) / count(whole, Ink.rgb(Ink.ACCENT));
        assertThat(share).isBetween(0.4, 0.6);
    }

    @Test
    void aFaintLineIsNowhereDarkerThanItsOwnShade() {
        Random random = new Random(1);
        double[] y = random.doubles(20_000).toArray();
        int[] rgb = Pixels.rgb(Curve.titled("").with(Series.of("", y).faint()).draw());
        assertThat(Arrays.stream(rgb).filter(c -> (c >> 16) < 0x90 && (c & 255) > 0xC8))
                .isEmpty();
    }

    @Test
    void onALogarithmicAxisWhatIsNotPositiveIsLeftOut() {
        Series line = Series.of("", new double[] {-1, 0, 1, 2, 3, 4}, new double[] {5, 5, -5, 5, 0, 7});
        assertThat(line.drawable(false, true).y()).containsExactly(5, 5, Double.NaN, 5, Double.NaN, 7);
        assertThat(line.drawable(true, false).x()).containsExactly(1, 2, 3, 4);
        assertThat(line.drawable(true, true).y()).containsExactly(5, Double.NaN, 7);
    }

    @Test
    void thinningKeepsEverySpikeAndTheOrder() {
        double[] y = new double[1_000_000];
        Random random = new Random(7);
        for (int i = 0; i < y.length; i++) {
            y[i] = random.nextDouble();
        }
        y[123_456] = 50;
        y[654_321] = -50;
        Series thin = Envelope.thin(Series.of("", y), 800, false);
        assertThat(thin.x().length).isBetween(1600, 3200);
        assertThat(thin.x()).isSorted().contains(123_456, 654_321).startsWith(0).endsWith(999_999);
        assertThat(thin.y()).contains(50, -50);
    }

    @Test
    void thinningLeavesShortAndUnorderedSeriesAlone() {
        Series loop = Series.of("", new double[] {0, 2, 1, 0, 2, 1, 0, 1}, new double[8]);
        assertThat(Envelope.thin(loop, 1, false)).isSameAs(loop);
        assertThat(Envelope.thin(HALF, 100, false)).isSameAs(HALF);
    }

    @Test
    void theSvgIsWellFormedSmallAndHasOnePathALine() throws Exception {
        double[] y = new Random(3).doubles(100_000).toArray();
        String svg = Curve.titled("a < b & \u221A\u1FB1")
                .labelled("x", "y")
                .with(Series.of("noise", y).faint())
                .with(Series.of("dots", new double[] {0, 1e5}, new double[] {0, 1})
                        .looking(Series.Look.DASHED))
                .svg(1600, 900);
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("text").item(0).getTextContent())
                .isEqualTo("a < b & \u221A\u1FB1");
        assertThat(document.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 800 450");
        assertThat(svg)
                .contains("stroke-dasharray")
                .contains("stroke-opacity=\"0.35\"")
                .hasSizeLessThan(120_000);
        assertThat(svg.split("stroke=\"#3f5bd8\"", -1)).hasSize(3);
    }

    @Test
    void theSameNumbersGiveTheSameBytes() {
        Curve curve = Curve.titled("t").labelled("x", "y").with(HALF).withLogX();
        assertThat(Pixels.rgb(curve.draw())).isEqualTo(Pixels.rgb(curve.draw()));
        assertThat(curve.svg(800, 600)).isEqualTo(curve.svg(800, 600));
    }

    @Test
    void oneLonePointIsSeen() {
        BufferedImage picture =
                Curve.titled("").with(Series.of("", new double[] {3}).bold()).draw();
        assertThat(count(picture, Ink.rgb(Ink.ACCENT))).isGreaterThan(8);
    }

    @Test
    void wrongInputIsRefusedInSentences() {
        assertThatThrownBy(() -> Series.of("loss", new double[2], new double[3]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("The series 'loss' has 2 numbers in x and 3 in y. Pass as many of one as of the other.");
        assertThatThrownBy(() -> Curve.titled("Loss")
                        .with(Series.of("", new double[] {-1, Double.NaN}))
                        .withLogY()
                        .draw())
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "The curve 'Loss' has 1 series and no point to show: a point must be finite, and above 0 on a logarithmic axis. Add a series or use linear axes.");
        assertThatThrownBy(() -> Curve.titled("Loss").with(HALF).draw(100, 900))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "A curve of 100 x 900 pixels was asked for; each side must lie between 160 and 32768. 1600 x 900 is usual.");
    }
}
