package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The SQL functions for Python users: PySpark, the jar and the extension's name are enough. */
class PythonIT {
  private static final String PYTHON = System.getProperty("rankproof.python", "python3");
  private static final Path SCRIPT =
      Product.HOME.resolve("integration-tests/src/test/python/check_functions.py");

  @Test
  void functionsByTheExtensionAlone() {
    assumeTrue(
        hasPySpark(),
        () ->
            "skipped: '"
                + PYTHON
                + "' has no PySpark 4.1 (pip install 'pyspark==4.1.*';"
                + " -Drankproof.python=PATH names another Python)");
    Product.Outcome outcome = python(List.of(SCRIPT.toString(), Product.JAR.toString()));
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).contains("functions work from PySpark");
  }

  private static boolean hasPySpark() {
    try {
      Product.Outcome version =
          python(List.of("-c", "import pyspark; print('PySpark', pyspark.__version__)"));
      return version.exitCode() == 0 && version.out().contains("PySpark 4.1.");
    } catch (UncheckedIOException noPython) {
      return false;
    }
  }

  private static Product.Outcome python(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(arguments);
    return Product.run(command, Map.of("PYSPARK_PYTHON", PYTHON), Product.HANGS);
  }
}
