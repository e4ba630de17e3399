package io.rankproof.evaluate;

import java.util.Arrays;

/**
 * The sums of the cluster that is being read, for the cohorts it has touched. Cohorts that had the
 * same requests so far (all rows and the user's country, say) have one part together: it is split
 * when a request comes that only some of them have.
 */
final class OpenCluster {
  private static final int NONE = -1;

  private final int columns;
  private final int[] partOf;
  private Part[] parts = {};
  private int size;

  /** The parts that have cohorts of the current request. */
  private int[] hit = {};

  private int hitCount;

  /** What a cluster has in some cohorts. */
  static final class Part {
    private final double[] rounded;
    private final double[] residual;
    private int[] cohorts = new int[4];
    private int cohortCount;

    /** Of the cohorts of this part, those that the current request has. */
    private int hits;

    /** The part of these, while a request that leaves out others is added. */
    private int splitInto = NONE;

    private Part(int columns) {
      rounded = new double[columns];
      residual = new double[columns];
    }

    void add(Terms terms) {
      for (int i = 0; i < terms.count(); i++) {
        int column = terms.column(i);
        rounded[column] += terms.rounded(i);
        residual[column] += terms.residual(i);
      }
    }

    private void clear() {
      Arrays.fill(rounded, 0);
      Arrays.fill(residual, 0);
      cohortCount = 0;
    }

    private void copySums(Part other) {
      System.arraycopy(other.rounded, 0, rounded, 0, rounded.length);
      System.arraycopy(other.residual, 0, residual, 0, residual.length);
    }

    private void addCohort(int cohort) {
      if (cohortCount == cohorts.length) {
        cohorts = Arrays.copyOf(cohorts, 2 * cohortCount);
      }
      cohorts[cohortCount++] = cohort;
    }

    /** The sums of rounded terms, by column. Read only. */
    double[] rounded() {
      return rounded;
    }

    /** What rounding left of these terms, by column. Read only. */
    double[] residual() {
      return residual;
    }

    /** The cohorts that have these sums, the first {@link #count} ones. Read only. */
    int[] cohorts() {
      return cohorts;
    }

    /** How many cohorts have these sums. */
    int count() {
      return cohortCount;
    }
  }

  OpenCluster(SumShape shape) {
    columns = shape.columns();
    partOf = new int[shape.cohorts()];
    Arrays.fill(partOf, NONE);
  }

  /** Adds terms to a cohort. */
  void add(int cohort, Terms terms) {
    int part = partOf[cohort];
    if (part == NONE) {
      part = open();
      put(cohort, part);
    } else if (parts[part].cohortCount > 1) {
      int own = open();
      parts[own].copySums(parts[part]);
      put(cohort, own);
      keepOwn(part);
      part = own;
    }
    parts[part].add(terms);
  }

  /** Adds terms to distinct cohorts, the first {@code count} of them. */
  void add(int[] cohorts, int count, Terms terms) {
    hitCount = 0;
    int fresh = NONE;
    for (int i = 0; i < count; i++) {
      int part = partOf[cohorts[i]];
      if (part == NONE) {
        fresh = fresh == NONE ? open() : fresh;
        put(cohorts[i], fresh);
      } else {
        hit(part);
      }
    }
    if (fresh != NONE) {
      parts[fresh].add(terms);
    }
    if (addToHit(terms)) {
      move(cohorts, count);
    }
  }

  private void hit(int part) {
    if (parts[part].hits++ == 0) {
      hit = hitCount == hit.length ? Arrays.copyOf(hit, Math.max(8, 2 * hitCount)) : hit;
      hit[hitCount++] = part;
    }
  }

  /** Adds to the parts that have cohorts of the request; says whether it has split one. */
  private boolean addToHit(Terms terms) {
    boolean splits = false;
    for (int i = 0; i < hitCount; i++) {
      Part part = parts[hit[i]];
      part.splitInto = NONE;
      if (part.hits == part.cohortCount) {
        part.add(terms);
      } else {
        part.splitInto = open();
        parts[part.splitInto].copySums(part);
        parts[part.splitInto].add(terms);
        splits = true;
      }
      part.hits = 0;
    }
    return splits;
  }

  /** Moves the cohorts of the request away from those that it leaves out. */
  private void move(int[] cohorts, int count) {
    for (int i = 0; i < count; i++) {
      int to = parts[partOf[cohorts[i]]].splitInto;
      if (to != NONE) {
        put(cohorts[i], to);
      }
    }
    for (int i = 0; i < hitCount; i++) {
      if (parts[hit[i]].splitInto != NONE) {
        keepOwn(hit[i]);
        parts[hit[i]].splitInto = NONE;
      }
    }
  }

  /** Forgets the cohorts that have moved away. */
  private void keepOwn(int part) {
    Part own = parts[part];
    int kept = 0;
    for (int i = 0; i < own.cohortCount; i++) {
      if (partOf[own.cohorts[i]] == part) {
        own.cohorts[kept++] = own.cohorts[i];
      }
    }
    own.cohortCount = kept;
  }

  private void put(int cohort, int part) {
    partOf[cohort] = part;
    parts[part].addCohort(cohort);
  }

  private int open() {
    if (size == parts.length) {
      parts = Arrays.copyOf(parts, Math.max(8, 2 * size));
    }
    if (parts[size] == null) {
      parts[size] = new Part(columns);
    }
    return size++;
  }

  /** How many different sums there are. */
  int parts() {
    return size;
  }

  Part part(int i) {
    return parts[i];
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      Part part = parts[i];
      for (int j = 0; j < part.cohortCount; j++) {
        partOf[part.cohorts[j]] = NONE;
      }
      part.clear();
    }
    size = 0;
  }
}
