package io.rankproof.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.bench.BenchSettings;
import io.rankproof.bench.Machine;
import io.rankproof.bench.ResultPage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs all benchmarks of this package in JVMs of their own, by {@code -Pjmh}. */
class KernelBenchmarks {
  private static final String KERNEL = "kernel";
  private static final String NAIVE = "naive";

  @Test
  void besideTheirTwins() throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(KernelBenchmarks.class.getPackageName() + "\\..*")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(Integer.getInteger("rankproof.bench.forks", 1))
            .warmupIterations(4)
            .warmupTime(TimeValue.milliseconds(500))
            .measurementIterations(6)
            .measurementTime(TimeValue.milliseconds(500))
            .jvmArgs("-Xmx1g", "-XX:+UseParallelGC")
            .build();
    String table = table(new Runner(options).run());
    System.out.println(table);
    BenchSettings.page().ifPresent(page -> new ResultPage(page).write("kernels", table));
  }

  private static String table(Collection<RunResult> results) {
    Map<String, Map<String, RunResult>> pairs = new LinkedHashMap<>();
    for (RunResult result : results) {
      pairs
          .computeIfAbsent(title(result.getParams()), t -> new TreeMap<>())
          .put(method(result.getParams()), result);
    }
    assertThat(pairs).isNotEmpty();
    return Machine.describe("")
        + "\n\n| kernel | ns per operation | naive twin | ratio |\n|---|---|---|---|\n"
        + pairs.entrySet().stream()
            .map(pair -> line(pair.getKey(), pair.getValue()))
            .collect(Collectors.joining());
  }

  private static String line(String title, Map<String, RunResult> pair) {
    double kernel = pair.get(KERNEL).getPrimaryResult().getScore();
    double naive = pair.get(NAIVE).getPrimaryResult().getScore();
    return String.format(
        Locale.ROOT,
        "| %s | %.2f +- %.2f | %.2f +- %.2f | %.1fx |%n",
        title,
        kernel,
        pair.get(KERNEL).getPrimaryResult().getScoreError(),
        naive,
        pair.get(NAIVE).getPrimaryResult().getScoreError(),
        naive / kernel);
  }

  private static String title(BenchmarkParams params) {
    String name = params.getBenchmark();
    String type = name.substring(0, name.lastIndexOf('.'));
    String parameters =
        params.getParamsKeys().stream().map(params::getParam).collect(Collectors.joining(", "));
    return type.substring(type.lastIndexOf('.') + 1).replace("Benchmark", "")
        + (parameters.isEmpty() ? "" : ": " + parameters);
  }

  private static String method(BenchmarkParams params) {
    return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
  }
}
