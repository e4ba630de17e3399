"""The SQL functions from PySpark, by the extension alone: python3 check_functions.py RANKPROOF_JAR"""

import math
import sys

from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

ROWS = [
    ("q1", "a", 3.0, 0), ("q1", "b", 2.0, 1), ("q1", "c", 1.0, 0), ("q1", "d", None, 1),
    ("q2", "e", 0.5, 1), ("q2", "f", 0.5, 0),
    ("q3", "g", 1.0, 0),
]  # fmt: skip


def session(jar):
    return (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.jars", jar)
        .config("spark.sql.extensions", "io.rankproof.functions.RankproofExtensions")
        .getOrCreate()
    )


def close(actual, expected):
    if expected is None or actual is None:
        return actual is None and expected is None
    return math.isclose(actual, expected, rel_tol=1e-12)


def check(what, actual, expected):
    pairs = zip(actual, expected, strict=True)
    assert all(close(a, e) for a, e in pairs), f"{what}: {actual} instead of {expected}"


def column(frame, name):
    return [row[name] for row in frame.collect()]


def main(jar):
    spark = session(jar)
    spark.sparkContext.setLogLevel("ERROR")
    rows = spark.createDataFrame(ROWS, "request string, item string, score double, label int")
    rows.createOrReplaceTempView("scores")

    # q1: relevant at 2 and 4; q2: a tie, either order; q3: nothing relevant
    ideal = 1 + 1 / math.log2(3)
    ndcg = [(1 / math.log2(3) + 1 / math.log2(5)) / ideal, (1 + 1 / math.log2(3)) / 2, None]
    by_sql = spark.sql(
        "SELECT request, ndcg_at_k(score, label, 10) AS value FROM scores GROUP BY request ORDER BY request"
    )
    check("SQL", column(by_sql, "value"), ndcg)

    by_frame = rows.groupBy("request").agg(
        F.call_function("ndcg_at_k", "score", "label", F.lit(10)).alias("value"),
        F.expr("ranking_metrics(score, label, 'RR, P@2', 'rel=1').RR").alias("rr"),
    )
    check("data frame", column(by_frame.orderBy("request"), "value"), ndcg)
    check("struct", column(by_frame.orderBy("request"), "rr"), [0.5, 0.75, None])

    window = Window.partitionBy("request")
    over = rows.select("item", F.expr("hit_rate_at_k(score, label, 1)").over(window).alias("value"))
    check("window", column(over.orderBy("item"), "value"), [0, 0, 0, 0, 0.5, 0.5, None])

    area = spark.sql("SELECT roc_auc(score, label) FILTER (WHERE score IS NOT NULL) AS value FROM scores")
    check("roc_auc", column(area, "value"), [(2 + 1.5) / 8])

    for name in ("ndcg_at_k", "psi"):
        help_text = "\n".join(row[0] for row in spark.sql(f"DESCRIBE FUNCTION EXTENDED {name}").collect())
        assert f"Usage: {name}(" in help_text, help_text
    spark.stop()
    print("functions work from PySpark")


if __name__ == "__main__":
    main(sys.argv[1])
