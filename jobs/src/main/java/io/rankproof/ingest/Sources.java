package io.rankproof.ingest;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.Nearest;
import io.rankproof.config.SourceConfig;
import io.rankproof.config.SourceConfig.Format;
import io.rankproof.config.SourceConfig.TableSource;
import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import io.rankproof.job.RunContext;
import io.rankproof.store.Table;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The inputs under {@code source.tables} and the query over them. */
public final class Sources {
  /** What a CSV file with a header line needs; the table's own options win. */
  private static final Map<String, String> CSV = Map.of("header", "true", "inferSchema", "true");

  private final RunContext context;
  private final SparkSession session;

  private Sources(RunContext context, SparkSession session) {
    this.context = context;
    this.session = session;
  }

  /**
   * Reads in a session of its own (same settings, same cluster): the views that {@code source.sql}
   * names and the settings a job makes are seen by nobody else.
   */
  public static Sources open(RunContext context) {
    return new Sources(
        context, ((org.apache.spark.sql.classic.SparkSession) context.spark()).cloneSession());
  }

  /** The session that reads. */
  public SparkSession session() {
    return session;
  }

  /**
   * One row per impression: the result of {@code source.sql}, or the only table.
   *
   * @throws ConfigException if there is no query and not exactly one table, or the query fails
   */
  public Dataset<Row> impressions() {
    SourceConfig source = context.config().source();
    return source.sql().map(this::query).orElseGet(this::onlyTable);
  }

  /**
   * A configured input.
   *
   * @param key the config key that asks for it, for the error
   * @param name its name under {@code source.tables}
   * @throws ConfigException if there is no such table or path, or it cannot be opened
   */
  public Dataset<Row> table(String key, String name) {
    Map<String, TableSource> tables = context.config().source().tables();
    TableSource table = tables.get(name);
    if (table == null) {
      throw new ConfigException(
          key,
          "\""
              + name
              + "\" is no table; source.tables has "
              + String.join(", ", tables.keySet())
              + Nearest.hint(name, tables.keySet()));
    }
    return table.format() == Format.STORE ? stored(name, table) : files(name, table);
  }

  private Dataset<Row> query(String sql) {
    for (String name : context.config().source().tables().keySet()) {
      table("source.tables", name).createOrReplaceTempView(name);
    }
    try {
      return session.sql(sql);
    } catch (Exception wrong) {
      throw new ConfigException("source.sql", "cannot be used: " + Failures.line(wrong));
    }
  }

  private Dataset<Row> onlyTable() {
    List<String> names = List.copyOf(context.config().source().tables().keySet());
    List<String> impressions = names.stream().filter(name -> !isAuxiliary(name)).toList();
    if (impressions.size() != 1) {
      throw new ConfigException(
          "source.sql",
          (names.isEmpty()
                  ? "there is nothing to read; give source.tables"
                  : "source.tables has " + String.join(", ", names))
              + "; give the query that makes one row per impression of them");
    }
    return table("source.tables", impressions.get(0));
  }

  /** Tables that other keys name hold engagements, items or scores, not impressions. */
  private boolean isAuxiliary(String name) {
    return context.config().label().events().filter(e -> e.table().equals(name)).isPresent()
        || context.config().audit().items().filter(i -> i.table().equals(name)).isPresent()
        || context.config().score().tables().values().stream()
            .anyMatch(score -> score.table().equals(name));
  }

  private Dataset<Row> stored(String name, TableSource table) {
    Table stored =
        Arrays.stream(Table.values())
            .filter(t -> t.folder().equals(table.path()))
            .findFirst()
            .orElseThrow(() -> noSuchStored(name, table));
    return inThisSession(context.read(stored));
  }

  private static ConfigException noSuchStored(String name, TableSource table) {
    List<String> folders = Arrays.stream(Table.values()).map(Table::folder).toList();
    return new ConfigException(
        pathKey(name),
        "\""
            + table.path()
            + "\" is no table of the store; give one of "
            + String.join(", ", folders)
            + Nearest.hint(table.path(), folders));
  }

  private Dataset<Row> inThisSession(Dataset<Row> rows) {
    return org.apache.spark.sql.classic.Dataset$.MODULE$.ofRows(
        (org.apache.spark.sql.classic.SparkSession) session,
        ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().logical());
  }

  private Dataset<Row> files(String name, TableSource table) {
    refuseMissing(name, table.path());
    DataFrameReader reader = session.read().format(table.format().name().toLowerCase(Locale.ROOT));
    if (table.format() == Format.CSV) {
      reader.options(CSV);
    }
    table.version().ifPresent(version -> reader.option("versionAsOf", version));
    try {
      return reader.options(table.options()).load(table.path()).select(col("*"));
    } catch (Exception unreadable) {
      throw new InputException(
          pathKey(name)
              + ": \""
              + table.path()
              + "\" cannot be read as "
              + table.format().name().toLowerCase(Locale.ROOT)
              + " ("
              + Failures.line(unreadable)
              + "); check source.tables."
              + name
              + ".format",
          unreadable);
    }
  }

  private void refuseMissing(String name, String path) {
    try {
      Path wanted = new Path(path);
      FileStatus[] found =
          wanted.getFileSystem(session.sparkContext().hadoopConfiguration()).globStatus(wanted);
      if (found == null || found.length == 0) {
        throw new ConfigException(
            pathKey(name), "\"" + path + "\" does not exist; give a file, a folder or a URI");
      }
    } catch (IOException | IllegalArgumentException unreachable) {
      throw new ConfigException(
          pathKey(name), "\"" + path + "\" cannot be reached: " + Failures.line(unreachable));
    }
  }

  private static String pathKey(String name) {
    return "source.tables." + name + ".path";
  }
}
