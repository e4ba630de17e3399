package io.rankproof.kernel.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every measure shared with trec_eval, on its own test run, to the 4 decimals it prints. */
class TrecParityTest {
  private static final int[] CUTS = {5, 10, 15, 20, 30, 100, 200, 500, 1000};
  private static final Path FOLDER =
      Path.of(System.getProperty("rankproof.data", "absent")).resolve("trec-binary");

  @Test
  void sharedMeasuresMatchTrecEval() throws IOException {
    assumeTrue(Files.isDirectory(FOLDER), "skipped: no TREC run at " + FOLDER);
    Map<String, String> names = sharedMeasures();
    double[] means = means(names.values().stream().map(MetricSpec::parse).toList());
    Map<String, Double> published = published();
    int index = 0;
    for (String name : names.keySet()) {
      assertThat(means[index++]).as(name).isCloseTo(published.get(name), within(0.5e-4 + 1e-12));
    }
    assertThat(index).isEqualTo(45);
  }

  private static Map<String, String> sharedMeasures() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("map", "AP(denominator=R)");
    names.put("recip_rank", "RR");
    names.put("ndcg", "nDCG(gain=linear)");
    names.put("rbp", "RBP(p=0.9)");
    names.put("set_recall", "R@1000000");
    for (int cut : CUTS) {
      names.put("P_" + cut, "P@" + cut);
      names.put("recall_" + cut, "R@" + cut);
      names.put("ndcg_cut_" + cut, "nDCG(gain=linear)@" + cut);
      names.put("map_cut_" + cut, "AP(denominator=R)@" + cut);
    }
    for (int cut : new int[] {1, 5, 10}) {
      names.put("success_" + cut, "HitRate@" + cut);
    }
    names.put("set_P", "P@500");
    return names;
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
    for (String line : Files.readAllLines(FOLDER.resolve(file))) {
      String[] fields = line.strip().split("\\s+");
      topics
          .computeIfAbsent(fields[0], topic -> new TreeMap<>())
          .put(fields[2], Double.valueOf(fields[value]));
    }
    return topics;
  }

  private static Map<String, Double> published() throws IOException {
    Map<String, Double> values = new TreeMap<>();
    for (String line : Files.readAllLines(FOLDER.resolve("out.test.a"))) {
      String[] fields = line.strip().split("\\s+");
      if (!fields[0].equals("runid")) {
        values.put(fields[0], Double.valueOf(fields[2]));
      }
    }
    return values;
  }
}
