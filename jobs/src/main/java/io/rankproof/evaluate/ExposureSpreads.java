package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.rankproof.evaluate.BeyondPart.Exposures;
import io.rankproof.kernel.beyond.Exposure;
import io.rankproof.kernel.beyond.ExposureSpread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Adds up every item's and creator's exposure and reads how it is spread over the catalogue. */
final class ExposureSpreads {
  private final int models;
  private final ExposureSpread[] spreads;

  private ExposureSpreads(int models, ExposureSpread[] spreads) {
    this.models = models;
    this.spreads = spreads;
  }

  static ExposureSpreads of(SparkSession spark, JavaRDD<BeyondPart> parts, int models) {
    JavaRDD<Row> rows =
        parts.filter(part -> !part.hasSums()).flatMap(part -> rows(part.exposures()));
    List<Column> totals = new ArrayList<>();
    for (int model = 0; model < models; model++) {
      totals.add(sum(exposure(model)).as(exposure(model)));
      totals.add(greatest(sum(missed(model)), lit(Exposure.NEVER)).as(missed(model)));
    }
    JavaRDD<InternalRow> items =
        GroupedRows.of(
            spark
                .createDataFrame(rows, schema(models))
                .groupBy("kind", "key")
                .agg(totals.get(0), totals.subList(1, totals.size()).toArray(Column[]::new)));
    byte[][] all =
        MergeTree.of(
            items.mapPartitions(part -> List.<byte[][]>of(spread(part, models)).iterator()),
            ExposureSpreads::merge);
    return new ExposureSpreads(
        models, Arrays.stream(all).map(ExposureSpread::fromBytes).toArray(ExposureSpread[]::new));
  }

  private static String exposure(int model) {
    return "exposure" + model;
  }

  private static String missed(int model) {
    return "missed" + model;
  }

  private static StructType schema(int models) {
    StructType schema =
        new StructType()
            .add("kind", DataTypes.IntegerType, false)
            .add("key", DataTypes.LongType, false);
    for (int model = 0; model < models; model++) {
      schema = schema.add(exposure(model), DataTypes.LongType, false);
      schema = schema.add(missed(model), DataTypes.LongType, false);
    }
    return schema;
  }

  private static Iterator<Row> rows(Exposures exposures) {
    int width = exposures.width();
    List<Row> rows = new ArrayList<>(exposures.keys().length);
    for (int i = 0; i < exposures.keys().length; i++) {
      Object[] values = new Object[2 + width];
      values[0] = exposures.kind();
      values[1] = exposures.keys()[i];
      for (int j = 0; j < width; j++) {
        values[2 + j] = exposures.values()[i * width + j];
      }
      rows.add(RowFactory.create(values));
    }
    return rows.iterator();
  }

  private static byte[][] spread(Iterator<InternalRow> rows, int models) {
    ExposureSpread[] spreads = new ExposureSpread[ExposureTables.KINDS * models];
    Arrays.setAll(spreads, i -> new ExposureSpread());
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      for (int model = 0; model < models; model++) {
        int place = 2 + 2 * model;
        spreads[row.getInt(0) * models + model].add(row.getLong(place), row.getLong(place + 1));
      }
    }
    return bytes(spreads);
  }

  private static byte[][] merge(byte[][] some, byte[][] others) {
    ExposureSpread[] merged = new ExposureSpread[some.length];
    Arrays.setAll(
        merged, i -> ExposureSpread.fromBytes(some[i]).merge(ExposureSpread.fromBytes(others[i])));
    return bytes(merged);
  }

  private static byte[][] bytes(ExposureSpread[] spreads) {
    return Arrays.stream(spreads).map(ExposureSpread::toBytes).toArray(byte[][]::new);
  }

  /** How a model spreads its exposure over items, or over creators. */
  ExposureSpread of(int kind, int model) {
    return spreads[kind * models + model];
  }
}
