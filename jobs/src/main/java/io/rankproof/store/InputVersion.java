package io.rankproof.store;

import io.delta.tables.DeltaTable;
import io.rankproof.config.Nearest;
import io.rankproof.config.ResolvedConfig;
import io.rankproof.config.SourceConfig;
import io.rankproof.config.SourceConfig.Format;
import io.rankproof.config.SourceConfig.TableSource;
import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Which state of its inputs a run reads.
 *
 * @param text one text such as {@code log=delta:12,events=files:0f3a...} (Delta versions, or a hash
 *     of the file list); equal texts mean equal inputs
 * @param deltaVersions the version of each Delta input, by its name under {@code source.tables}
 */
public record InputVersion(String text, Map<String, Long> deltaVersions) {
  private static final String DELTA = "delta:";

  /** What an earlier job of the run has recorded. */
  public static InputVersion recorded(String text) {
    Map<String, Long> versions = new TreeMap<>();
    for (String input : text.isEmpty() ? new String[0] : text.split(",")) {
      String[] nameAndVersion = input.split("=", 2);
      if (nameAndVersion[1].startsWith(DELTA)) {
        versions.put(
            nameAndVersion[0], Long.parseLong(nameAndVersion[1].substring(DELTA.length())));
      }
    }
    return new InputVersion(text, Map.copyOf(versions));
  }

  /**
   * Settles on the newest state of each input, or on the state of an earlier time.
   *
   * @param asOf when Delta inputs without a configured version are looked at; empty: now
   * @throws ConfigException naming the key of a path that is not there, or of an input without a
   *     history when a time is given
   */
  public static InputVersion of(SparkSession spark, SourceConfig source, Optional<Instant> asOf) {
    List<String> texts = new ArrayList<>();
    Map<String, Long> versions = new TreeMap<>();
    source
        .tables()
        .forEach(
            (name, table) -> {
              String key = "source.tables." + name + ".path";
              if (table.format() == Format.DELTA) {
                versions.put(name, deltaVersion(spark, key, table, asOf));
                texts.add(name + "=" + DELTA + versions.get(name));
              } else {
                texts.add(name + "=" + withoutHistory(spark, key, table, asOf));
              }
            });
    return new InputVersion(String.join(",", texts), Map.copyOf(versions));
  }

  private static String withoutHistory(
      SparkSession spark, String key, TableSource table, Optional<Instant> asOf) {
    if (table.format() == Format.STORE) {
      return stored(key, table.path());
    }
    if (asOf.isPresent()) {
      throw new ConfigException(
          "--as-of",
          key
              + " is "
              + table.format().name().toLowerCase(Locale.ROOT)
              + ", which keeps no history; only inputs with format = delta can be read as they were");
    }
    return "files:" + fileList(spark, key, table.path());
  }

  private static String stored(String key, String name) {
    List<String> names = Arrays.stream(Table.values()).map(Table::folder).toList();
    if (!names.contains(name)) {
      throw new ConfigException(
          key, "\"" + name + "\" is no table of the store" + Nearest.hint(name, names));
    }
    return "store:" + name;
  }

  private static long deltaVersion(
      SparkSession spark, String key, TableSource table, Optional<Instant> asOf) {
    if (table.version().isPresent()) {
      return table.version().get();
    }
    files(spark, key, table.path());
    if (!DeltaTable.isDeltaTable(spark, table.path())) {
      throw new ConfigException(
          key, "\"" + table.path() + "\" is no Delta table; check format and path");
    }
    DeltaTable delta = DeltaTable.forPath(spark, table.path());
    return asOf.map(time -> versionAt(delta, key, time))
        .orElseGet(() -> delta.history(1).head().<Long>getAs("version"));
  }

  private static long versionAt(DeltaTable table, String key, Instant time) {
    Row found =
        table
            .history()
            .where(functions.col("timestamp").leq(Timestamp.from(time)))
            .agg(functions.max("version"))
            .head();
    if (found.isNullAt(0)) {
      throw new ConfigException(
          "--as-of", key + " has no version as old as " + time + "; give a later time");
    }
    return found.getLong(0);
  }

  private static String fileList(SparkSession spark, String key, String path) {
    List<String> lines = new ArrayList<>();
    for (FileStatus file : files(spark, key, path)) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s %d %d",
              file.getPath().getName(),
              file.getLen(),
              file.getModificationTime()));
    }
    lines.sort(null);
    return ResolvedConfig.hash(String.join("\n", lines));
  }

  private static List<FileStatus> files(SparkSession spark, String key, String path) {
    try {
      Path pattern = new Path(path);
      FileSystem system = pattern.getFileSystem(spark.sparkContext().hadoopConfiguration());
      FileStatus[] roots = system.globStatus(pattern);
      if (roots == null || roots.length == 0) {
        throw new ConfigException(
            key, "\"" + path + "\" does not exist; give an existing file, folder, glob or URI");
      }
      List<FileStatus> files = new ArrayList<>();
      for (FileStatus root : roots) {
        RemoteIterator<LocatedFileStatus> listed = system.listFiles(root.getPath(), true);
        while (listed.hasNext()) {
          files.add(listed.next());
        }
      }
      return files;
    } catch (IOException | IllegalArgumentException failed) {
      throw new InputException(key + ": \"" + path + "\" cannot be listed: " + failed, failed);
    }
  }
}
