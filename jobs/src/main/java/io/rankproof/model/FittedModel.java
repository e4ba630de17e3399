package io.rankproof.model;

import io.rankproof.config.TrainConfig.Kind;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A model that can score rows. */
sealed interface FittedModel permits Popularity, Recency, Classifier {

  /** The rows, in any order, with their score added. */
  Dataset<Row> score(Dataset<Row> rows, String column);

  /** Writes it to a folder, replacing what is there. */
  void save(String folder);

  /** Whether the score estimates the mean label, so that log loss means something. */
  boolean isProbability();

  static FittedModel load(SparkSession spark, Kind kind, String folder) {
    return switch (kind) {
      case POPULARITY -> new Popularity(ItemValues.load(spark, folder));
      case RECENCY -> new Recency(ItemValues.load(spark, folder));
      case LOGISTIC, GBT -> Classifier.load(folder);
    };
  }
}
