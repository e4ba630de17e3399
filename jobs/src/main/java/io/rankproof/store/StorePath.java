package io.rankproof.store;

import io.rankproof.error.ConfigException;
import io.rankproof.error.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** The folder (or URI) that holds a store, and the files in it that are no tables. */
final class StorePath {
  private static final String MARKER = "_rankproof";

  private final Path root;
  private final Configuration hadoop;
  private final FileSystem files;
  private boolean claimedHere;

  private StorePath(Path root, Configuration hadoop, FileSystem files) {
    this.root = root;
    this.hadoop = hadoop;
    this.files = files;
  }

  /**
   * Refuses a folder that holds anything but a store. Writes nothing.
   *
   * @throws ConfigException if the path cannot be used
   */
  static StorePath open(String path, Configuration hadoop) {
    try {
      Path root = new Path(path);
      FileSystem files = root.getFileSystem(hadoop);
      StorePath store = new StorePath(files.makeQualified(root), hadoop, files);
      store.refuseForeign(path);
      return store;
    } catch (IOException | IllegalArgumentException unusable) {
      throw new ConfigException(
          "store.path", "\"" + path + "\" cannot be used: " + unusable.getMessage());
    }
  }

  private void refuseForeign(String path) throws IOException {
    if (!files.exists(root)) {
      return;
    }
    if (!files.getFileStatus(root).isDirectory()) {
      throw new ConfigException(
          "store.path", "\"" + path + "\" is a file; give a folder that is new, empty or a store");
    }
    FileStatus[] children = files.listStatus(root);
    if (children.length > 0 && !files.exists(new Path(root, MARKER))) {
      throw new ConfigException(
          "store.path",
          "\""
              + path
              + "\" holds files that are not Rankproof's ("
              + children[0].getPath().getName()
              + "); give a folder that is new, empty or a store");
    }
  }

  /** Makes the folder a store; done before the first write. */
  void claim() {
    if (!exists(MARKER)) {
      try {
        write(
            MARKER,
            "This folder is a Rankproof store: Delta tables in tables/, reports in runs/.\n");
      } catch (StoreException | IllegalArgumentException unusable) {
        throw new ConfigException(
            "store.path",
            "\"" + root + "\" cannot be written to; give a folder that can (" + unusable + ")");
      }
      claimedHere = true;
    }
  }

  /** Whether the folder is a store. */
  boolean isClaimed() {
    return exists(MARKER);
  }

  /** Whether this process made the folder a store. */
  boolean isClaimedHere() {
    return claimedHere;
  }

  /** Leaves no trace of a store that was claimed here and holds nothing. */
  void withdrawIfEmpty() {
    try {
      if (claimedHere && children("tables").isEmpty() && !exists("runs")) {
        files.delete(new Path(root, "tables"), false);
        files.delete(new Path(root, MARKER), false);
        if (files.listStatus(root).length == 0) {
          files.delete(root, false);
        }
        claimedHere = false;
      }
    } catch (IOException failed) {
      throw failed("remove", "", failed);
    }
  }

  /** Names in a folder; none when it is not there. */
  List<String> children(String relative) {
    try {
      Path folder = new Path(root, relative);
      return files.exists(folder)
          ? Arrays.stream(files.listStatus(folder)).map(file -> file.getPath().getName()).toList()
          : List.of();
    } catch (IOException failed) {
      throw failed("read", relative, failed);
    }
  }

  /** Deletes a file or folder; one that is not there is no error. */
  void delete(String relative) {
    try {
      files.delete(new Path(root, relative), true);
    } catch (IOException failed) {
      throw failed("remove", relative, failed);
    }
  }

  String table(String folder) {
    return new Path(new Path(root, "tables"), folder).toString();
  }

  String file(String relative) {
    return new Path(root, relative).toString();
  }

  boolean exists(String relative) {
    try {
      return files.exists(new Path(root, relative));
    } catch (IOException failed) {
      throw failed("read", relative, failed);
    }
  }

  void write(String relative, String text) {
    write(relative, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes beside and renames over: readers see the old file or the new one, never a part. */
  void write(String relative, byte[] bytes) {
    Path target = new Path(root, relative);
    Path draft = new Path(target.getParent(), "." + target.getName() + ".draft");
    try {
      files.mkdirs(target.getParent());
      try (FSDataOutputStream out = plain().create(draft, true)) {
        out.write(bytes);
      }
      FileContext.getFileContext(root.toUri(), hadoop)
          .rename(draft, target, Options.Rename.OVERWRITE);
    } catch (IOException failed) {
      throw failed("write", relative, failed);
    }
  }

  /** People look into these folders: no checksum files beside what they open. */
  private FileSystem plain() {
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  byte[] read(String relative) {
    Path path = new Path(root, relative);
    try (FSDataInputStream in = files.open(path)) {
      return in.readAllBytes();
    } catch (IOException failed) {
      throw failed("read", relative, failed);
    }
  }

  private StoreException failed(String what, String relative, IOException cause) {
    return new StoreException(
        "cannot " + what + " " + file(relative) + ": " + cause.getMessage(), cause);
  }
}
