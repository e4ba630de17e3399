package io.rankproof.store;

import io.delta.tables.DeltaTable;
import io.rankproof.config.Nearest;
import io.rankproof.config.ResolvedConfig;
import io.rankproof.config.SourceConfig;
import io.rankproof.config.SourceConfig.TableSource;
import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;

/** Which state of its inputs a run reads: Delta versions, or a hash of the file list. */
public final class InputVersion {
  private InputVersion() {}

  /**
   * One text such as {@code log=delta:12,events=files:0f3a...}; equal texts mean equal inputs.
   *
   * @throws ConfigException naming the key of a path that is not there
   */
  public static String of(SparkSession spark, SourceConfig source) {
    List<String> versions = new ArrayList<>();
    for (Map.Entry<String, TableSource> table : source.tables().entrySet()) {
      String key = "source.tables." + table.getKey() + ".path";
      versions.add(table.getKey() + "=" + version(spark, key, table.getValue()));
    }
    return String.join(",", versions);
  }

  private static String version(SparkSession spark, String key, TableSource table) {
    return switch (table.format()) {
      case STORE -> stored(key, table.path());
      case DELTA -> "delta:" + table.version().orElseGet(() -> newest(spark, key, table.path()));
      default -> "files:" + fileList(spark, key, table.path());
    };
  }

  private static String stored(String key, String name) {
    List<String> names = Arrays.stream(Table.values()).map(Table::folder).toList();
    if (!names.contains(name)) {
      throw new ConfigException(
          key, "\"" + name + "\" is no table of the store" + Nearest.hint(name, names));
    }
    return "store:" + name;
  }

  private static long newest(SparkSession spark, String key, String path) {
    files(spark, key, path);
    if (!DeltaTable.isDeltaTable(spark, path)) {
      throw new ConfigException(key, "\"" + path + "\" is no Delta table; check format and path");
    }
    return DeltaTable.forPath(spark, path).history(1).select("version").first().getLong(0);
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
