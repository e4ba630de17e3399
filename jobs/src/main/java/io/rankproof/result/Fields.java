package io.rankproof.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/** A row's columns by name, whatever the width of their number types. */
record Fields(Row row) {

  String text(String column) {
    return row.getAs(column);
  }

  Optional<String> optionalText(String column) {
    return Optional.ofNullable(row.<String>getAs(column));
  }

  long whole(String column) {
    Number number = row.getAs(column);
    return number == null ? 0 : number.longValue();
  }

  double number(String column) {
    return optionalNumber(column).orElse(0);
  }

  /** Empty for null, NaN and infinities: none of them is a number that anyone may rely on. */
  OptionalDouble optionalNumber(String column) {
    Number number = row.getAs(column);
    return number == null || !Double.isFinite(number.doubleValue())
        ? OptionalDouble.empty()
        : OptionalDouble.of(number.doubleValue());
  }

  boolean flag(String column) {
    Boolean flag = row.getAs(column);
    return flag != null && flag;
  }

  List<String> texts(String column) {
    return isNull(column) ? List.of() : List.copyOf(row.<String>getList(index(column)));
  }

  List<Fields> structs(String column) {
    List<Fields> structs = new ArrayList<>();
    if (!isNull(column)) {
      row.<Row>getList(index(column)).forEach(struct -> structs.add(new Fields(struct)));
    }
    return structs;
  }

  <V> SortedMap<String, V> map(String column) {
    SortedMap<String, V> map = new TreeMap<>();
    if (!isNull(column)) {
      map.putAll(CollectionConverters.asJava(row.<String, V>getMap(index(column))));
    }
    map.values().removeIf(java.util.Objects::isNull);
    return map;
  }

  Measurement measurement(String value) {
    return new Measurement(
        optionalNumber(value),
        optionalNumber("ci_low"),
        optionalNumber("ci_high"),
        has("se") ? optionalNumber("se") : OptionalDouble.empty());
  }

  private boolean has(String column) {
    return row.schema().getFieldIndex(column).isDefined();
  }

  private boolean isNull(String column) {
    return row.isNullAt(index(column));
  }

  private int index(String column) {
    return row.fieldIndex(column);
  }
}
