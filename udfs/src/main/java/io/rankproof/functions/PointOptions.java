package io.rankproof.functions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The options text of a point-wise function, {@code 'name=value,name=value'}. */
final class PointOptions {
  private final Call call;
  private final Map<String, String> values = new LinkedHashMap<>();

  /** Reads the options text at a position of a call, where these names are allowed. */
  PointOptions(Call call, int position, List<String> allowed) {
    this.call = call;
    for (String option : call.optionalText(position, "options").orElse("").split(",", -1)) {
      if (!option.isBlank()) {
        add(option, allowed);
      }
    }
  }

  private void add(String option, List<String> allowed) {
    String[] pair = option.split("=", 2);
    String name = pair[0].strip();
    if (pair.length != 2 || !allowed.contains(name)) {
      throw call.wrong(
          "unknown option '" + option.strip() + "'; allowed: " + String.join("=, ", allowed) + "=");
    }
    if (values.put(name, pair[1].strip()) != null) {
      throw call.wrong("option '" + name + "' is given twice");
    }
  }

  /** Refuses options that would do nothing in this call. */
  void refuse(boolean useless, String why, String... names) {
    for (String name : names) {
      if (useless && values.containsKey(name)) {
        throw call.wrong("option '" + name + "' " + why);
      }
    }
  }

  boolean is(String name, String value) {
    return value.equals(values.get(name));
  }

  /** One of these values, the first when the option is not given. */
  String choice(String name, String... allowed) {
    String value = values.getOrDefault(name, allowed[0]);
    if (!List.of(allowed).contains(value)) {
      throw call.wrong(
          "option " + name + " has to be " + String.join(" or ", allowed) + ", not " + value);
    }
    return value;
  }

  boolean flag(String name) {
    String value = values.getOrDefault(name, "false");
    if (!value.equals("true") && !value.equals("false")) {
      throw call.wrong("option " + name + " has to be true or false, not " + value);
    }
    return value.equals("true");
  }

  double number(String name, double ifAbsent, double least, double most) {
    double value = parse(name, ifAbsent);
    if (!(value >= least && value <= most)) {
      throw call.wrong(
          "option " + name + " has to lie in " + least + " to " + most + ", not " + value);
    }
    return value;
  }

  int whole(String name, int ifAbsent, int least, int most) {
    double value = parse(name, ifAbsent);
    if (!(value >= least && value <= most && value == Math.rint(value))) {
      throw call.wrong(
          "option "
              + name
              + " has to be a whole number from "
              + least
              + " to "
              + most
              + ", not "
              + values.get(name));
    }
    return (int) value;
  }

  private double parse(String name, double ifAbsent) {
    String value = values.get(name);
    try {
      return value == null ? ifAbsent : Double.parseDouble(value);
    } catch (NumberFormatException notANumber) {
      throw call.wrong("option " + name + " has to be a number, not '" + value + "'");
    }
  }
}
