package io.rankproof.kernel.propensity;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The position-based model with relevance from features, P(click) = p_k r(x), r logistic: the model
 * of regression-EM (Wang et al., WSDM 2018). Its likelihood is maximised directly, by Fisher
 * scoring with halved steps: the maximum is the one that EM creeps towards.
 *
 * <p>p_1 = 1, so r is the chance of a click at position 1. With g the derivative of log P by the
 * logs of p and by the coefficients, (1 at k; (1 - r) x),
 *
 * <pre>
 *   score = sum (c - P) / (1 - P) g,   information = sum P / (1 - P) g g'
 * </pre>
 *
 * A ridge of 1e-6 per impression on the coefficients (not on the intercept) keeps it regular.
 * Errors are the sandwich's: inverse information times the scores of groups of clusters.
 */
public final class RelevanceRegression {
  private static final int MOST_STEPS = 100;
  private static final int MOST_HALVINGS = 30;
  private static final double TOLERANCE = 1e-9;
  private static final double RIDGE = 1e-6;
  private static final double MOST = 1 - 1e-9;

  private final FeatureRows rows;

  /** Positions with a click, ascending: others have no log; the first has log 0. */
  private final int[] solved;

  private final int[] indexOf;
  private final int logs;
  private final int parameters;

  private RelevanceRegression(FeatureRows rows) {
    this.rows = rows;
    boolean[] clicked = new boolean[rows.deepest() + 1];
    for (int row = 0; row < rows.size(); row++) {
      clicked[rows.position(row)] |= rows.click(row);
    }
    solved = IntStream.rangeClosed(1, rows.deepest()).filter(k -> clicked[k]).toArray();
    indexOf = new int[rows.deepest() + 1];
    Arrays.fill(indexOf, -1);
    for (int i = 0; i < solved.length; i++) {
      indexOf[solved[i]] = i - 1;
    }
    logs = Math.max(solved.length - 1, 0);
    parameters = logs + 1 + rows.features();
  }

  /** The curve; NaN at positions without a click, and everywhere if the first one has none. */
  public static LogCurve curve(FeatureRows rows) {
    RelevanceRegression regression = new RelevanceRegression(rows);
    double[] logValue = new double[rows.deepest()];
    Arrays.fill(logValue, Double.NaN);
    if (regression.solved.length > 0 && regression.solved[0] == 1) {
      return regression.solve(logValue);
    }
    return LogCurve.of(logValue, new double[0][]);
  }

  private LogCurve solve(double[] logValue) {
    double[] theta = new double[parameters];
    theta[logs] = Math.log(0.1 / 0.9);
    double likelihood = likelihood(theta);
    boolean moved = true;
    for (int i = 0; i < MOST_STEPS && moved; i++) {
      double[] step = new PositiveMatrix(information(theta)).solve(score(theta, null));
      double[] next = theta;
      double nextLikelihood = Double.NEGATIVE_INFINITY;
      double scale = 1;
      for (int h = 0; h < MOST_HALVINGS && !(nextLikelihood >= likelihood); h++) {
        next = moved(theta, step, scale);
        nextLikelihood = likelihood(next);
        scale /= 2;
      }
      moved = nextLikelihood - likelihood > TOLERANCE * Math.abs(likelihood);
      theta = nextLikelihood >= likelihood ? next : theta;
      likelihood = Math.max(likelihood, nextLikelihood);
    }
    return curve(theta, logValue);
  }

  private static double[] moved(double[] theta, double[] step, double scale) {
    double[] next = theta.clone();
    for (int i = 0; i < next.length; i++) {
      next[i] += scale * step[i];
    }
    return next;
  }

  private double relevance(double[] theta, int row) {
    double odds = theta[logs];
    for (int f = 0; f < rows.features(); f++) {
      odds += theta[logs + 1 + f] * rows.value(row, f);
    }
    return 1 / (1 + Math.exp(-odds));
  }

  /** Whether the row's position has a log of its own or is the first. */
  private boolean counts(int row) {
    int position = rows.position(row);
    return position == 1 || indexOf[position] >= 0;
  }

  private double examination(double[] theta, int row) {
    int index = indexOf[rows.position(row)];
    return index < 0 ? 1 : Math.exp(theta[index]);
  }

  private double penalty(double[] theta, int parameter) {
    return parameter > logs ? RIDGE * rows.size() * theta[parameter] : 0;
  }

  private double likelihood(double[] theta) {
    double sum = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (counts(row)) {
        double p = Math.min(examination(theta, row) * relevance(theta, row), MOST);
        sum += rows.click(row) ? Math.log(p) : Math.log1p(-p);
      }
    }
    for (int i = logs + 1; i < parameters; i++) {
      sum -= penalty(theta, i) * theta[i] / 2;
    }
    return sum;
  }

  /** The score; with {@code byGroup}, also what each group adds to it, without the penalty. */
  private double[] score(double[] theta, double[][] byGroup) {
    double[] score = new double[parameters];
    double[] gradient = new double[parameters];
    for (int row = 0; row < rows.size(); row++) {
      if (counts(row)) {
        double r = relevance(theta, row);
        double p = Math.min(examination(theta, row) * r, MOST);
        double residual = ((rows.click(row) ? 1 : 0) - p) / (1 - p);
        gradient(row, r, gradient);
        for (int i = 0; i < parameters; i++) {
          score[i] += residual * gradient[i];
          if (byGroup != null) {
            byGroup[rows.group(row)][i] += residual * gradient[i];
          }
        }
      }
    }
    for (int i = 0; i < parameters; i++) {
      score[i] -= penalty(theta, i);
    }
    return score;
  }

  private void gradient(int row, double relevance, double[] gradient) {
    Arrays.fill(gradient, 0, logs, 0);
    int index = indexOf[rows.position(row)];
    if (index >= 0) {
      gradient[index] = 1;
    }
    gradient[logs] = 1 - relevance;
    for (int f = 0; f < rows.features(); f++) {
      gradient[logs + 1 + f] = (1 - relevance) * rows.value(row, f);
    }
  }

  private double[][] information(double[] theta) {
    double[][] information = new double[parameters][parameters];
    double[] gradient = new double[parameters];
    for (int row = 0; row < rows.size(); row++) {
      if (counts(row)) {
        double r = relevance(theta, row);
        double p = Math.min(examination(theta, row) * r, MOST);
        gradient(row, r, gradient);
        addProduct(gradient, p / (1 - p), information);
      }
    }
    for (int i = 0; i < parameters; i++) {
      information[i][i] += i > logs ? RIDGE * rows.size() : 0;
      for (int j = 0; j < i; j++) {
        information[j][i] = information[i][j];
      }
    }
    return information;
  }

  private static void addProduct(double[] gradient, double weight, double[][] lower) {
    for (int i = 0; i < gradient.length; i++) {
      double own = weight * gradient[i];
      for (int j = 0; j <= i && own != 0; j++) {
        lower[i][j] += own * gradient[j];
      }
    }
  }

  private LogCurve curve(double[] theta, double[] logValue) {
    int groups = 0;
    for (int row = 0; row < rows.size(); row++) {
      groups = Math.max(groups, rows.group(row) + 1);
    }
    boolean[] present = new boolean[groups];
    for (int row = 0; row < rows.size(); row++) {
      present[rows.group(row)] = true;
    }
    double[][] scores = new double[groups][parameters];
    score(theta, scores);
    PositiveMatrix information = new PositiveMatrix(information(theta));
    double[][] movements =
        IntStream.range(0, groups)
            .filter(g -> present[g])
            .mapToObj(g -> information.solve(scores[g]))
            .toArray(double[][]::new);
    double[][] byPosition = new double[movements.length][logValue.length];
    for (int i = 0; i < solved.length; i++) {
      logValue[solved[i] - 1] = i == 0 ? 0 : theta[i - 1];
      for (int unit = 0; unit < movements.length && i > 0; unit++) {
        byPosition[unit][solved[i] - 1] = movements[unit][i - 1];
      }
    }
    return LogCurve.of(logValue, byPosition);
  }
}
