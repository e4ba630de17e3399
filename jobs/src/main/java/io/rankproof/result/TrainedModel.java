package io.rankproof.result;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A row of the table {@code models}.
 *
 * @param metrics by name, {@code train_} or {@code valid_} first
 * @param weighting ips, em or none
 * @param seconds spent training
 */
public record TrainedModel(
    String model,
    String kind,
    String label,
    List<String> features,
    SortedMap<String, String> params,
    Map<String, Double> metrics,
    String weighting,
    double seconds) {}
