package io.rankproof.split;

import java.util.List;

/** Values of the column {@code split}. */
public final class Sets {
  public static final String TRAIN = "train";
  public static final String VALIDATION = "validation";
  public static final String TEST = "test";

  /** Too near to a boundary, or across it: in no set. */
  public static final String GAP = "gap";

  /** Its labels are not final: in no set. */
  public static final String IMMATURE = "immature";

  /** The split has no place for it: in no set. */
  public static final String EXCLUDED = "excluded";

  /** What models learn from, are chosen by and are judged on. */
  public static final List<String> USED = List.of(TRAIN, VALIDATION, TEST);

  /** Every value. */
  public static final List<String> ALL = List.of(TRAIN, VALIDATION, TEST, GAP, IMMATURE, EXCLUDED);

  private Sets() {}
}
