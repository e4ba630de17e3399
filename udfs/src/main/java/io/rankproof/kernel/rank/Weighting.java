package io.rankproof.kernel.rank;

/** What a row's gain is multiplied by. */
enum Weighting {
  NONE {
    @Override
    double ranked(RequestBuffer request, int row) {
      return 1;
    }

    @Override
    double unretrieved(RequestBuffer request, int row) {
      return 1;
    }
  },
  ROW {
    @Override
    double ranked(RequestBuffer request, int row) {
      return request.weight(row);
    }

    @Override
    double unretrieved(RequestBuffer request, int row) {
      return request.unretrievedWeight(row);
    }
  },
  /** Row weight over logged propensity. What was never shown has none and does not count. */
  INVERSE_PROPENSITY {
    @Override
    double ranked(RequestBuffer request, int row) {
      double propensity = request.propensity(row);
      if (!(propensity > 0 && propensity < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "propensity "
                + (Double.isNaN(propensity) ? "NULL or NaN" : propensity)
                + " of an engaged row is not finite and above 0: leave out rows without a usable"
                + " one, or give them that of their position");
      }
      return request.weight(row) / propensity;
    }

    @Override
    double unretrieved(RequestBuffer request, int row) {
      return 0;
    }
  };

  abstract double ranked(RequestBuffer request, int row);

  abstract double unretrieved(RequestBuffer request, int row);
}
