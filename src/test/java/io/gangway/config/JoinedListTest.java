package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class JoinedListTest {
    private final List<String> first = List.of("a");
    private final List<String> second = Directive.joined(first, List.of("b"));
    private final List<String> third = Directive.joined(second, List.of("c", "d"));

    @Test
    void a_joined_list_has_the_values_of_both_in_order() {
        assertThat(third).containsExactly("a", "b", "c", "d");
    }

    @Test
    void lists_that_were_joined_do_not_change() {
        assertThat(first).containsExactly("a");
        assertThat(second).containsExactly("a", "b");
        assertThatThrownBy(() -> second.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void two_lists_are_joined_to_the_same_one_independently() {
        List<String> other = Directive.joined(second, List.of("x"));

        assertThat(third).containsExactly("a", "b", "c", "d");
        assertThat(other).containsExactly("a", "b", "x");
    }

    @Test
    void a_joined_list_cannot_be_modified() {
        assertThatThrownBy(() -> second.add("x")).isInstanceOf(UnsupportedOperationException.class);
    }
}
