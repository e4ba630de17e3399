package io.rankproof.kernel.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rankproof.testing.TrecRun;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every measure shared with trec_eval, on its own test run, to the 4 decimals it prints. */
class TrecParityTest {
  @Test
  void sharedMeasuresMatchTrecEval() throws IOException {
    assumeTrue(Files.isDirectory(TrecRun.FOLDER), "skipped: no TREC run at " + TrecRun.FOLDER);
    Map<String, String> names = TrecRun.sharedMeasures();
    double[] means = means(names.values().stream().map(MetricSpec::parse).toList());
    Map<String, Double> published = TrecRun.published();
    int index = 0;
    for (String name : names.keySet()) {
      assertThat(means[index++]).as(name).isCloseTo(published.get(name), within(0.5e-4 + 1e-12));
    }
    assertThat(index).isEqualTo(45);
  }

  private static double[] means(List<MetricSpec> specs) throws IOException {
    Map<String, Map<String, Double>> judgements = table("qrels.test", 3);
    Map<String, Map<String, Double>> scores = table("results.test", 4);
    RankingKernel kernel = RankingKernel.builder(specs).ties(TiePolicy.TREC).build();
    double[] sums = new double[specs.size()];
    for (Map.Entry<String, Map<String, Double>> topic : scores.entrySet()) {
      double[] out = new double[specs.size()];
      kernel.prepare(request(topic.getValue(), judgements.get(topic.getKey())));
      kernel.evaluate(0, out, 0);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += out[i] / scores.size();
      }
    }
    return sums;
  }

  private static RequestBuffer request(Map<String, Double> scores, Map<String, Double> judged) {
    RequestBuffer request = new RequestBuffer(1, 1);
    List<String> descending = scores.keySet().stream().sorted(Comparator.reverseOrder()).toList();
    for (int i = 0; i < descending.size(); i++) {
      int row = request.addRow();
      request.score(row, 0, scores.get(descending.get(i)));
      request.label(row, 0, judged.getOrDefault(descending.get(i), 0.0));
      request.tieKey(row, i);
    }
    judged.forEach(
        (document, label) -> {
          if (!scores.containsKey(document)) {
            request.unretrievedLabel(request.addUnretrieved(), 0, label);
          }
        });
    return request;
  }

  private static Map<String, Map<String, Double>> table(String file, int value) throws IOException {
    Map<String, Map<String, Double>> topics = new TreeMap<>();
    for (String line : Files.readAllLines(TrecRun.FOLDER.resolve(file))) {
      String[] fields = line.strip().split("\\s+");
      topics
          .computeIfAbsent(fields[0], topic -> new TreeMap<>())
          .put(fields[2], Double.valueOf(fields[value]));
    }
    return topics;
  }
}
