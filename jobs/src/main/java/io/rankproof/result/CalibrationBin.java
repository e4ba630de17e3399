package io.rankproof.result;

import java.util.OptionalDouble;

/**
 * A row of the table {@code calibration}: predictions between two edges and what came of them.
 *
 * @param weight sum of the rows' weights
 * @param meanScore mean prediction in the bin; empty when it holds no row
 * @param meanLabel share of positives among them
 */
public record CalibrationBin(
    String model,
    String label,
    SliceKey slice,
    int bin,
    double lower,
    double upper,
    double weight,
    OptionalDouble meanScore,
    OptionalDouble meanLabel,
    long rows) {}
