package io.rankproof.evaluate;

import io.rankproof.evaluate.SumShape.ColumnPair;
import io.rankproof.kernel.bootstrap.BootstrapSums;
import io.rankproof.kernel.sum.ProductSums;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.function.IntUnaryOperator;

/**
 * Sums over requests or rows, by cohort and column: totals, sums over clusters of products (for
 * delta intervals), and bootstrap replicates.
 *
 * <p>All rows of a cluster come to one instance, one after the other, ended by {@link #endCluster};
 * instances of different clusters {@link #merge}. Every addition is exact (terms are rounded to a
 * grid, what was rounded away is summed apart), so the result has the same bits for any order and
 * any partitioning.
 */
final class CohortSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final SumShape shape;
  private final double[] units;
  private final ProductSums.Pairs pairs;
  private final ProductSums.Pairs bootstrappedPairs;
  private final CohortTotals[] totals;
  private transient BootstrapSums replicates;

  private transient OpenCluster open;
  private transient ClusterMeans means;
  private transient PartUnits partUnits;
  private transient CohortSets sets;
  private transient CohortTotals[] targets;
  private transient int[] alike;

  CohortSums(SumShape shape) {
    this.shape = shape;
    pairs = PartUnits.pairs(shape);
    bootstrappedPairs = pairs.head(shape.always());
    totals = new CohortTotals[shape.cohorts()];
    units = shape.units();
    if (shape.bootstrapped() > 0) {
      replicates =
          new BootstrapSums(
              shape.seed(), shape.replicates(), shape.bootstrapped() * shape.replicated());
    }
  }

  SumShape shape() {
    return shape;
  }

  /** Adds terms to a cohort, for the cluster that is open. */
  void add(int cohort, Terms terms) {
    of(cohort);
    opened().add(cohort, terms);
  }

  /**
   * Adds a request to distinct cohorts, the first {@code count} of them, for the cluster that is
   * open.
   *
   * @param counts what it adds to the counters
   */
  void add(int[] cohorts, int count, Terms terms, long[] counts) {
    if (count == 0) {
      return;
    }
    opened().add(cohorts, count, terms);
    int found = findTargets(cohorts, count);
    for (int i = 0; i < found; i++) {
      targets[i].count(counts);
    }
  }

  /** The same for a cluster of one request. No cluster may be open. */
  void addCluster(long hash, int[] cohorts, int count, Terms terms, long[] counts) {
    if (shape.bootstrapped() > 0 || !shape.means().isEmpty()) {
      add(cohorts, count, terms, counts);
      endCluster(hash);
      return;
    }
    if (count == 0) {
      return;
    }
    long[] inUnits = units().of(terms);
    int found = findTargets(cohorts, count);
    for (int i = 0; i < found; i++) {
      targets[i].add(terms, inUnits);
      targets[i].count(counts);
    }
  }

  /**
   * Finds the targets of what distinct cohorts have in common: the sums of their set, or else those
   * of each of them.
   *
   * @return how many
   */
  private int findTargets(int[] cohorts, int count) {
    if (sets == null) {
      sets = new CohortSets(this::fresh);
      targets = new CohortTotals[shape.cohorts()];
      alike = new int[shape.cohorts()];
    }
    return findTargets(cohorts, count, false, findTargets(cohorts, count, true, 0));
  }

  /** Bootstrapped cohorts and others have sums of other products: they share no set. */
  private int findTargets(int[] cohorts, int count, boolean bootstrapped, int from) {
    int size = 0;
    for (int i = 0; i < count; i++) {
      if (isBootstrapped(cohorts[i]) == bootstrapped) {
        alike[size++] = cohorts[i];
      }
    }
    CohortTotals set = size > 1 ? sets.of(alike, size) : null;
    if (set != null) {
      targets[from] = set;
      return from + 1;
    }
    for (int i = 0; i < size; i++) {
      targets[from + i] = of(alike[i]);
    }
    return from + size;
  }

  /** Adds the sums of sets of cohorts to each of them. */
  private void settle() {
    if (sets != null) {
      sets.settle(this::of);
    }
  }

  private OpenCluster opened() {
    if (open == null) {
      open = new OpenCluster(shape);
      means = new ClusterMeans(shape);
    }
    return open;
  }

  private PartUnits units() {
    if (partUnits == null) {
      partUnits = new PartUnits(shape);
    }
    return partUnits;
  }

  /** The counters of a cohort, to add to. */
  long[] counters(int cohort) {
    return of(cohort).counters();
  }

  private CohortTotals of(int cohort) {
    if (totals[cohort] == null) {
      totals[cohort] = fresh(cohort);
    }
    return totals[cohort];
  }

  private CohortTotals fresh(int cohort) {
    return new CohortTotals(
        shape.columns(), shape.counters(), isBootstrapped(cohort) ? bootstrappedPairs : pairs);
  }

  /** Ends the open cluster. */
  void endCluster(long hash) {
    if (open == null) {
      return;
    }
    for (int i = 0; i < open.parts(); i++) {
      OpenCluster.Part part = open.part(i);
      means.add(part);
      addPart(part, units().of(part));
      addReplicates(part, hash);
    }
    open.clear();
  }

  private void addPart(OpenCluster.Part part, long[] inUnits) {
    int found = findTargets(part.cohorts(), part.count());
    for (int i = 0; i < found; i++) {
      targets[i].add(part, inUnits);
    }
  }

  private void addReplicates(OpenCluster.Part part, long hash) {
    for (int i = 0; i < part.count(); i++) {
      int cohort = part.cohorts()[i];
      if (isBootstrapped(cohort)) {
        int first = cohort * shape.replicated();
        replicates.add(hash, first, part.rounded(), 0, shape.replicated());
      }
    }
  }

  /** Adds the sums of other clusters; returns this. */
  CohortSums merge(CohortSums other) {
    return merge(other, cohort -> cohort);
  }

  /**
   * The same where cohorts have other numbers there.
   *
   * @param own the number here of a cohort of the other sums; of bootstrapped ones the same
   */
  CohortSums merge(CohortSums other, IntUnaryOperator own) {
    other.settle();
    for (int cohort = 0; cohort < totals.length; cohort++) {
      if (other.totals[cohort] != null) {
        of(own.applyAsInt(cohort)).merge(other.totals[cohort]);
      }
    }
    if (replicates != null) {
      replicates.merge(other.replicates);
    }
    return this;
  }

  /** The sum of a column. */
  double total(int cohort, int column) {
    return has(cohort) ? totals[cohort].total(column) : 0;
  }

  /** Whether anything was added to a cohort. */
  private boolean has(int cohort) {
    settle();
    return totals[cohort] != null;
  }

  /** Clusters whose sum of a column is not 0. */
  long clusters(int cohort, int column) {
    return has(cohort) ? totals[cohort].clusters(column) : 0;
  }

  long counter(int cohort, int counter) {
    return has(cohort) ? totals[cohort].counters()[counter] : 0;
  }

  /**
   * The sum over clusters of the product of two columns.
   *
   * @throws IllegalArgumentException if the shape does not list the pair, or not for such a cohort
   */
  double product(int cohort, int first, int second) {
    int index = shape.products().indexOf(ColumnPair.of(first, second));
    if (index < 0 || (isBootstrapped(cohort) && index >= shape.always())) {
      throw new IllegalArgumentException("no product of columns " + first + " and " + second);
    }
    return has(cohort) ? totals[cohort].product(index) * units[first] * units[second] : 0;
  }

  boolean isBootstrapped(int cohort) {
    return cohort < shape.bootstrapped();
  }

  /** Whether a column has bootstrap replicates, in the cohorts that are bootstrapped. */
  boolean isReplicated(int column) {
    return column < shape.replicated();
  }

  /** The bootstrap replicates of a column's sum. */
  double[] replicates(int cohort, int column) {
    return replicates.replicates(cohort * shape.replicated() + column);
  }

  /** Verifies that no sum has left its grid: exactness is checked, not assumed. */
  void requireExact() {
    for (int cohort = 0; cohort < shape.bootstrapped(); cohort++) {
      for (int column = 0; column < shape.replicated(); column++) {
        replicates.requireExact(cohort * shape.replicated() + column, shape.grid(column));
      }
    }
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    settle();
    out.defaultWriteObject();
    byte[] bytes = replicates == null ? new byte[0] : replicates.toBytes();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    replicates = bytes.length == 0 ? null : BootstrapSums.fromBytes(bytes);
  }
}
