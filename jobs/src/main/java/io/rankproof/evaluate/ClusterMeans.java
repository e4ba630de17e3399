package io.rankproof.evaluate;

/** Puts the means within a cluster beside its sums: what a mean over clusters is made of. */
final class ClusterMeans {
  private final SumShape.ClusterMean[] means;
  private final Terms terms;

  ClusterMeans(SumShape shape) {
    means = shape.means().toArray(SumShape.ClusterMean[]::new);
    terms = new Terms(shape);
  }

  /** Adds to a cluster's sums the means that they give. */
  void add(OpenCluster.Part part) {
    if (means.length == 0) {
      return;
    }
    double[] own = part.rounded();
    double[] residual = part.residual();
    terms.clear();
    for (SumShape.ClusterMean mean : means) {
      double count = own[mean.count()];
      if (count != 0) {
        terms.add(mean.column(), (own[mean.sum()] + residual[mean.sum()]) / count);
      }
    }
    part.add(terms);
  }
}
