package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SliceValueTest {
  private static String title(String... keys) {
    return new SliceValue(Slice.parse("country*platform"), List.of(keys), 1).title();
  }

  @Test
  void noTwoValuesOfACrossLookAlike() {
    assertThat(title("fr", "web")).isEqualTo("fr*web");
    assertThat(title("a*b", "c")).isEqualTo("a\\*b*c").isNotEqualTo(title("a", "b*c"));
    assertThat(title("a\\", "b")).isNotEqualTo(title("a", "\\b"));
    assertThat(title("a\\", "*b")).isNotEqualTo(title("a\\*", "b"));
  }

  @Test
  void aValueOfOneSegmentIsAsItIs() {
    assertThat(new SliceValue(Slice.parse("country"), List.of("a*b"), 1).title()).isEqualTo("a*b");
    assertThat(SliceValue.ALL.title()).isEqualTo("all");
  }
}
