package io.rankproof.kernel.propensity;

/** Cholesky's decomposition of a symmetric positive definite matrix, to solve equations with. */
final class PositiveMatrix {
  private final double[][] lower;

  /**
   * @throws ArithmeticException if the matrix is not positive definite
   */
  PositiveMatrix(double[][] matrix) {
    int size = matrix.length;
    lower = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = matrix[i][j];
        for (int k = 0; k < j; k++) {
          rest -= lower[i][k] * lower[j][k];
        }
        if (i == j && !(rest > 0)) {
          throw new ArithmeticException("the matrix is not positive definite");
        }
        lower[i][j] = i == j ? Math.sqrt(rest) : rest / lower[j][j];
      }
    }
  }

  /** x with matrix x = right. */
  double[] solve(double[] right) {
    int size = lower.length;
    double[] x = right.clone();
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= lower[i][k] * x[k];
      }
      x[i] /= lower[i][i];
    }
    for (int i = size - 1; i >= 0; i--) {
      for (int k = i + 1; k < size; k++) {
        x[i] -= lower[k][i] * x[k];
      }
      x[i] /= lower[i][i];
    }
    return x;
  }
}
