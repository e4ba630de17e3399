package io.rankproof.it;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Spark's own standalone cluster on loopback: a Master and two Workers, each a process, from a
 * SPARK_HOME made of links to the jars that the build resolved.
 */
final class StandaloneCluster implements AutoCloseable {
  private final Path home;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  private StandaloneCluster(Path home, int port) {
    this.home = home;
    this.port = port;
  }

  static StandaloneCluster start(Path home) throws IOException, InterruptedException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (Path jar : Product.provided()) {
      Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
    }
    StandaloneCluster cluster = new StandaloneCluster(home, freePort());
    try {
      cluster.daemon(
          "master",
          "org.apache.spark.deploy.master.Master",
          "--host",
          "127.0.0.1",
          "--port",
          String.valueOf(cluster.port),
          "--webui-port",
          "0");
      cluster.awaitMaster();
      for (String worker : List.of("worker1", "worker2")) {
        cluster.daemon(
            worker,
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            "127.0.0.1",
            "--cores",
            "1",
            "--memory",
            "2g",
            "--webui-port",
            "0",
            "--work-dir",
            home.resolve(worker).toString(),
            cluster.url());
      }
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      cluster.close();
      throw failed;
    }
  }

  /** spark-submit of the shaded jar in client mode with two executors. */
  Product.Outcome submit(String... arguments) {
    List<String> command = new ArrayList<>(java("-Xmx1g"));
    command.addAll(
        List.of(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            url(),
            "--deploy-mode",
            "client",
            "--driver-memory",
            "1g",
            "--executor-memory",
            "1g",
            "--executor-cores",
            "1",
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.driver.bindAddress=127.0.0.1",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.sql.shuffle.partitions=4",
            "--conf",
            "spark.scheduler.minRegisteredResourcesRatio=1.0",
            "--conf",
            "spark.cores.max=2",
            "--conf",
            "spark.databricks.delta.snapshotPartitions=2",
            "--class",
            "io.rankproof.cli.Main",
            Product.JAR.toString()));
    command.addAll(List.of(arguments));
    return Product.run(command, environment(), Product.HANGS);
  }

  /** How many of the workers have run an executor. */
  long workersThatWorked() throws IOException {
    long worked = 0;
    for (String worker : List.of("worker1", "worker2")) {
      try (Stream<Path> files = Files.walk(home.resolve(worker))) {
        worked += files.anyMatch(file -> file.endsWith("stderr")) ? 1 : 0;
      }
    }
    return worked;
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
  }

  private String url() {
    return "spark://127.0.0.1:" + port;
  }

  private void daemon(String name, String... mainAndArguments) throws IOException {
    List<String> command = new ArrayList<>(java("-Xmx512m"));
    command.addAll(List.of(mainAndArguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().putAll(environment());
    builder.redirectErrorStream(true).redirectOutput(home.resolve(name + ".log").toFile());
    processes.add(builder.start());
  }

  private List<String> java(String heap) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, heap, "-cp", home.resolve("jars") + "/*");
  }

  private Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", home.toString(),
        "SPARK_SCALA_VERSION", "2.13",
        "SPARK_LOCAL_IP", "127.0.0.1");
  }

  private void awaitMaster() throws InterruptedException, IOException {
    Instant limit = Instant.now().plusSeconds(60);
    while (!answers()) {
      if (Instant.now().isAfter(limit)) {
        throw new IOException(
            "no master after 60 s: " + Files.readString(home.resolve("master.log")));
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
