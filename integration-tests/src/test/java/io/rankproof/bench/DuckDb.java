package io.rankproof.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** DuckDB in this process on two threads, reading the same Parquet files. */
final class DuckDb implements AutoCloseable {
  static final String WINDOWS = "DuckDB windows";
  static final String JOIN = "DuckDB positives self-join";

  private final Connection connection;

  DuckDb(Path temporary) {
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
      execute("SET threads = 2");
      execute("SET memory_limit = '6GB'");
      execute("SET temp_directory = '" + temporary + "'");
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  String version() {
    return query("SELECT version()", row -> row.getString(1));
  }

  Contender windows(ScoreLog log) {
    return ndcg(WINDOWS, WindowSql.ndcgByWindows(table(log)));
  }

  Contender join(ScoreLog log) {
    return ndcg(JOIN, WindowSql.ndcgByJoin(table(log)));
  }

  private Contender ndcg(String name, String sql) {
    return Contender.of(name, "nDCG@10", () -> query(sql, row -> row.getDouble(1)));
  }

  Contender allByWindows(ScoreLog log, List<String> models) {
    return all(WINDOWS, WindowSql.allByWindows(table(log), models), models);
  }

  Contender allByJoin(ScoreLog log, List<String> models) {
    return all(JOIN, WindowSql.allByJoin(table(log), models), models);
  }

  private Contender all(String name, String sql, List<String> models) {
    return new Contender(name, () -> values(sql, models));
  }

  private Map<String, Double> values(String sql, List<String> models) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      Map<String, Double> values = new TreeMap<>();
      while (row.next()) {
        List<String> keys = WindowSql.keys(models, row.getString(1), row.getString(2));
        for (int i = 0; i < keys.size(); i++) {
          values.put(keys.get(i), row.getDouble(i + 3));
        }
      }
      return values;
    } catch (SQLException failed) {
      throw new IllegalStateException(sql, failed);
    }
  }

  private static String table(ScoreLog log) {
    return "read_parquet('" + log.parquet() + "/*.parquet')";
  }

  /** Reads a result's only row. */
  private interface OfRow<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> T query(String sql, OfRow<T> reader) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return reader.read(row);
    } catch (SQLException failed) {
      throw new IllegalStateException(sql, failed);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
