package io.rankproof.report;

import io.rankproof.result.Figures;
import io.rankproof.result.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The models that this run trained; all others came with the log or from outside. */
final class ModelsSection {
  private ModelsSection() {}

  static Section of(Findings findings) {
    List<TrainedModel> models = findings.results().models();
    List<Block> blocks = new ArrayList<>();
    if (models.isEmpty()) {
      blocks.add(
          Note.info(
              findings.config().train().models().isEmpty()
                  ? "No model is declared (train.models): every score came with the log or from"
                      + " outside."
                  : findings.absence("train", "model")));
    } else {
      blocks.add(table(models));
    }
    return new Section("models", "Models trained", blocks);
  }

  private static Grid table(List<TrainedModel> models) {
    Grid.Builder grid =
        Grid.of(
            "Trained in this run",
            7,
            "Model",
            "Kind",
            "Label",
            "Weighting",
            "Parameters",
            "Features",
            "Training and validation",
            "Seconds");
    for (TrainedModel model : models) {
      grid.row(
          model.model(),
          model.kind(),
          model.label(),
          model.weighting(),
          joined(model.params()),
          String.join(", ", model.features()),
          metrics(model.metrics()),
          Figures.number(model.seconds()));
    }
    return grid.open();
  }

  private static String joined(Map<String, String> params) {
    return params.entrySet().stream()
        .map(param -> param.getKey() + " = " + param.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String metrics(Map<String, Double> metrics) {
    return metrics.entrySet().stream()
        .map(metric -> metric.getKey() + " " + Figures.number(metric.getValue()))
        .collect(Collectors.joining(", "));
  }
}
