package io.rankproof.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Results as Markdown: what was claimed, then all medians.
 *
 * @param results of races
 * @param judged whether they are of the size that the claims are about
 */
record ResultTable(List<Race.Result> results, boolean judged) {

  String markdown() {
    boolean claims = results.stream().anyMatch(result -> !result.goals().isEmpty());
    return (claims ? goals() : "") + "\n" + medians();
  }

  private String goals() {
    StringBuilder out = new StringBuilder("\n| " + heading() + " | measured | |\n|---|---|---|\n");
    for (Race.Result result : results) {
      Map<String, Double> seconds = result.medians();
      for (Goal goal : result.goals()) {
        double ratio = goal.ratio(seconds);
        out.append(
            String.format(
                Locale.ROOT,
                "| %s: %s | %.2fx | %s |%n",
                result.race().title(),
                goal.text(),
                ratio,
                verdict(goal, ratio)));
      }
    }
    return out.toString();
  }

  private String heading() {
    return judged ? "goal" : "what is a goal for 10 million rows";
  }

  private String verdict(Goal goal, double ratio) {
    return !judged ? "" : goal.isMet(ratio) ? "met" : "**not met**";
  }

  private String medians() {
    StringBuilder out =
        new StringBuilder(
                "| case | contender | median s | fastest - slowest | runs | of the first |\n")
            .append("|---|---|---|---|---|---|\n");
    for (Race.Result result : results) {
      Map<String, Double> medians = result.medians();
      List<String> names = new ArrayList<>(medians.keySet());
      String title = result.race().title();
      for (String name : names) {
        List<Double> runs = result.runs().get(name);
        out.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %.3f | %.3f - %.3f | %d | %.2fx |%n",
                title,
                name,
                medians.get(name),
                runs.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                runs.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                runs.size(),
                medians.get(name) / medians.get(names.get(0))));
        title = "";
      }
      out.append(
          String.format(
              Locale.ROOT,
              "| | *calibration loop, spread* | | %.0f%% | %d | %s |%n",
              100 * result.unrest(),
              result.calibration().size(),
              result.repeated() == 0 ? "" : result.repeated() + " rounds repeated"));
    }
    return out.toString();
  }
}
