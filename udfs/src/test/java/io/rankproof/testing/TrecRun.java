package io.rankproof.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** trec_eval's own test run: its files, the measures that Rankproof shares, what it printed. */
public final class TrecRun {
  /** Where the files are, if they are. */
  public static final Path FOLDER =
      Path.of(System.getProperty("rankproof.data", "absent")).resolve("trec-binary");

  private static final int[] CUTS = {5, 10, 15, 20, 30, 100, 200, 500, 1000};

  private TrecRun() {}

  /** The shared measures: trec_eval's name to ours. */
  public static Map<String, String> sharedMeasures() {
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

  /** What trec_eval printed: means over the topics, to 4 decimals. */
  public static Map<String, Double> published() throws IOException {
    Map<String, Double> values = new TreeMap<>();
    for (String line : Files.readAllLines(FOLDER.resolve("out.test.a"))) {
      String[] fields = line.strip().split("\\s+");
      if (!fields[0].equals("runid")) {
        values.put(fields[0], Double.valueOf(fields[2]));
      }
    }
    return values;
  }

  /** Topic q, document doc, score s and label y; s is null where a judged one was not retrieved. */
  public static Dataset<Row> rows() {
    words("results.test")
        .selectExpr("w[0] q", "w[2] doc", "double(w[4]) s")
        .createOrReplaceTempView("trec_run");
    words("qrels.test")
        .selectExpr("w[0] q", "w[2] doc", "double(w[3]) y")
        .createOrReplaceTempView("trec_judged");
    return TestSpark.session()
        .sql(
            "SELECT q, doc, s, coalesce(y, 0D) y "
                + "FROM trec_run FULL OUTER JOIN trec_judged USING (q, doc)");
  }

  private static Dataset<Row> words(String file) {
    return TestSpark.session()
        .read()
        .text(FOLDER.resolve(file).toString())
        .selectExpr("split(trim(value), '\\\\s+') AS w");
  }
}
