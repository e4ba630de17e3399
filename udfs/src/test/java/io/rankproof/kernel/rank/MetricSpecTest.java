package io.rankproof.kernel.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricSpecTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nDCG@10",
        "nDCG",
        "nDCG(label=save,gain=linear)@10",
        "DCG(gain=map:0:0;1:1;2:3)@5",
        "AP@10",
        "AP(rel=2,denominator=R)@10",
        "RR",
        "RR@10",
        "P@5",
        "R@10",
        "HitRate@10",
        "RBP(p=0.8)",
        "RBP(label=save,rel=0.5,p=0.95)@20",
        "ERR@10",
        "ERR(max=1)@10",
        "AUC",
        "AUC(label=long_click,rel=2)",
        "wRR",
        "MU(label=utility)@10"
      })
  void canonicalNamesReadBackAsThemselves(String name) {
    MetricSpec spec = MetricSpec.parse(name);
    assertThat(spec).hasToString(name);
    assertThat(MetricSpec.parse(spec.toString())).isEqualTo(spec).hasSameHashCodeAs(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ndcg @ 10|nDCG@10",
        "nDCG(gain=exp)@10|nDCG@10",
        "nDCG()@10|nDCG@10",
        "AP( denominator=min , rel=1.0 )|AP",
        "RBP|RBP(p=0.8)",
        "ERR(max=4)@3|ERR@3",
        "nDCG(gain=map:2:3;1:1.50)|nDCG(gain=map:1:1.5;2:3)"
      })
  void otherSpellingsBecomeCanonical(String given, String canonical) {
    assertThat(MetricSpec.parse(given)).hasToString(canonical);
    assertThat(MetricSpec.parse(given)).isEqualTo(MetricSpec.parse(canonical));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MAP@10|nearest is 'AP'",
        "MRR|nearest is 'RR'",
        "nDGC@10|nearest is 'nDCG'",
        "P|a cut-off is needed, as in P@10",
        "MU|a cut-off is needed, as in MU@10",
        "MU(rel=1)@5|allowed: label=",
        "utility@5|nearest is 'MU'",
        "AUC@10|takes no cut-off",
        "nDCG@0|cut-off '0' is not a whole number from 1 to 1000000",
        "nDCG@9999999|cut-off",
        "nDCG@ten|cut-off 'ten'",
        "nDCG(rel=1)@10|option 'rel=1'; allowed: label=, gain=",
        "AP(gain=exp)|allowed: label=, rel=, denominator=",
        "nDCG(gain=log)@10|allowed: exp, linear, map:",
        "nDCG(gain=map:1)@10|write label:gain",
        "nDCG(gain=map:0:1)@10|label 0 means not relevant",
        "nDCG(gain=map:1:0)@10|whose gain is above 0",
        "nDCG(gain=map:1:1;1:2)@10|twice",
        "nDCG(gain=map:1:-1)@10|finite and 0 or more",
        "AP(denominator=r)|allowed: min, R",
        "RBP(p=1)|p '1' is not between 0 and 1",
        "RBP(p=x)|p 'x' is not a number",
        "P(rel=0)@5|rel '0' is not above 0",
        "ERR(max=Infinity)@5|is not finite",
        "ERR(max=1100)@5|max 1100; the highest grade is at most 500",
        "RR(label=a b)|label 'a b' is not a name",
        "RR(rel=1,rel=1)|given twice",
        "nDCG@10)|cut-off '10)'",
        "nDCG(10|write measure(option=value,...)@cutoff"
      })
  void errorsSayWhatIsWrongAndWhatIsAllowed(String given, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricSpec.parse(given))
        .withMessageContaining("metric '" + given + "': ")
        .withMessageContaining(message);
  }

  @Test
  void listsSplitOutsideParentheses() {
    assertThat(MetricSpec.parseList("nDCG(label=save,gain=linear)@10, AP@10,RR"))
        .map(MetricSpec::toString)
        .containsExactly("nDCG(label=save,gain=linear)@10", "AP@10", "RR");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricSpec.parseList("AP@10,ap(rel=1)@10"))
        .withMessageContaining("AP@10 is named twice");
    assertThatIllegalArgumentException().isThrownBy(() -> MetricSpec.parseList(""));
  }

  @Test
  void onlySumsOverItemsAreAdditive() {
    assertThat(MetricSpec.parseList("DCG@10,P@5,RBP,wRR")).allMatch(MetricSpec::isAdditive);
    assertThat(MetricSpec.parseList("nDCG@10,AP,RR,R@5,HitRate@5,ERR@5,AUC"))
        .noneMatch(MetricSpec::isAdditive);
  }

  @Test
  void aLabelCanBeReplaced() {
    assertThat(List.of(MetricSpec.parse("P@5").withLabel("save")))
        .map(MetricSpec::toString)
        .containsExactly("P(label=save)@5");
  }
}
