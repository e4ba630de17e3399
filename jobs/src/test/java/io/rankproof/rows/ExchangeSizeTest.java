package io.rankproof.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A partition of the packed exchange is held in memory: it stays small however large a log is. */
class ExchangeSizeTest {
  @ParameterizedTest
  @CsvSource({
    // stored bytes, scan of files, cores, spark.sql.shuffle.partitions, partitions
    "0, true, 2, 200, 2",
    "1e6, true, 2, 200, 2",
    "1e9, true, 2, 200, 40",
    "1e11, true, 64, 200, 3974",
    "1e11, true, 64, 10, 3974",
    "1e12, true, 64, 200, 8192",
    "1e12, true, 64, 10000, 10000",
    // What Spark says of rows whose size it does not know.
    "9.2e18, false, 64, 200, 200",
    "1e6, false, 64, 10, 10",
  })
  void partitionsFollowTheBytes(
      double stored, boolean files, int cores, int usual, int partitions) {
    assertThat(RowStream.targets(stored, files, cores, usual)).isEqualTo(partitions);
  }
}
