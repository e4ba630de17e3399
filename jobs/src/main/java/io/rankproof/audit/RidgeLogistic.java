package io.rankproof.audit;

/**
 * Logistic regression with a small ridge penalty, fitted by Newton's method: no randomness, no
 * order, a few dozen inputs. The penalty keeps separable classes finite.
 */
final class RidgeLogistic {
  private static final int STEPS = 12;
  private static final double RIDGE = 1;

  private final double[][] inputs;
  private final double[] weights;

  private RidgeLogistic(double[][] inputs) {
    this.inputs = inputs;
    weights = new double[inputs.length + 1];
  }

  /**
   * @param inputs by column; the last weight is the constant's
   * @param rows to learn from
   */
  static RidgeLogistic fit(double[][] inputs, int[] rows, Separation.Mask positive) {
    RidgeLogistic model = new RidgeLogistic(inputs);
    for (int step = 0; step < STEPS; step++) {
      model.newton(rows, positive);
    }
    return model;
  }

  /** Log-odds. */
  double score(int row) {
    double sum = weights[inputs.length];
    for (int column = 0; column < inputs.length; column++) {
      sum += weights[column] * inputs[column][row];
    }
    return sum;
  }

  /** One per input, and the constant's. */
  double[] weights() {
    return weights.clone();
  }

  private void newton(int[] rows, Separation.Mask positive) {
    int size = weights.length;
    double[][] hessian = new double[size][size];
    double[] gradient = new double[size];
    double[] x = new double[size];
    for (int row : rows) {
      fill(x, row);
      double p = 1 / (1 + StrictMath.exp(-Math.max(-30, Math.min(30, score(row)))));
      double residual = (positive.has(row) ? 1 : 0) - p;
      double curvature = p * (1 - p);
      for (int i = 0; i < size; i++) {
        gradient[i] += residual * x[i];
        double scaled = curvature * x[i];
        for (int j = 0; j <= i; j++) {
          hessian[i][j] += scaled * x[j];
        }
      }
    }
    for (int i = 0; i < size; i++) {
      gradient[i] -= RIDGE * weights[i];
      hessian[i][i] += RIDGE;
    }
    double[] step = solve(hessian, gradient);
    for (int i = 0; i < size; i++) {
      weights[i] += step[i];
    }
  }

  private void fill(double[] x, int row) {
    for (int column = 0; column < inputs.length; column++) {
      x[column] = inputs[column][row];
    }
    x[inputs.length] = 1;
  }

  /** By Cholesky: the matrix, given by its lower half, is positive definite. */
  private static double[] solve(double[][] lower, double[] right) {
    int size = right.length;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = lower[i][j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
      }
    }
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
