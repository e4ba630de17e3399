package io.rankproof.ope;

import org.apache.spark.sql.catalyst.InternalRow;

/** Takes rows in order, request by request and cluster by cluster. */
interface RowReader {
  void add(InternalRow row);

  void endRequest();

  /**
   * @param cluster hash of its key
   */
  void endCluster(long cluster);
}
