package io.gangway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixTreeTest {
    private static final int TREES = 1_000;
    private static final int TEXTS = 100;

    private static PrefixTree<String> tree(String... keys) {
        Map<String, String> entries = new HashMap<>();
        for (String key : keys) {
            entries.put(key, key);
        }
        return new PrefixTree<>(entries);
    }

    @Test
    void the_longest_key_is_found() {
        PrefixTree<String> tree = tree("/", "/a", "/a/b/", "/a!", "/ab", "/b/c");

        assertThat(tree.longest("/a/b/c")).isEqualTo("/a/b/");
        assertThat(tree.longest("/a/b")).isEqualTo("/a");
        assertThat(tree.longest("/ab")).isEqualTo("/ab");
        assertThat(tree.longest("/b")).isEqualTo("/");
        assertThat(tree.longest("/z")).isEqualTo("/");
    }

    @Test
    void a_text_without_a_key_has_no_value() {
        assertThat(tree().longest("/a")).isNull();
        assertThat(tree().all("/a")).isEmpty();
        assertThat(tree("/a", "/b/").longest("/b")).isNull();
        assertThat(tree("/a").longest("")).isNull();
    }

    @Test
    void every_text_begins_with_the_empty_key() {
        assertThat(tree("", "/a").longest("/b")).isEmpty();
        assertThat(tree("", "/a").longest("")).isEmpty();
    }

    @Test
    void all_keys_are_found_the_shortest_first() {
        assertThat(tree("/a/b/", "/", "/a/c", "/a", "/x").all("/a/b/c")).containsExactly("/", "/a", "/a/b/");
    }

    @Test
    void a_search_finds_the_same_as_a_comparison_with_each_key() {
        Random random = new Random(17);
        int found = 0;
        int nested = 0;
        for (int i = 0; i < TREES; i++) {
            String[] keys = new String[random.nextInt(40)];
            for (int k = 0; k < keys.length; k++) {
                keys[k] = text(random, 6);
            }
            PrefixTree<String> tree = tree(keys);
            for (int t = 0; t < TEXTS; t++) {
                String text = text(random, 10);
                List<String> expected = List.of(keys).stream()
                        .filter(text::startsWith)
                        .distinct()
                        .sorted(Comparator.comparing(String::length))
                        .toList();
                String longest = expected.isEmpty() ? null : expected.get(expected.size() - 1);

                assertThat(tree.longest(text)).isEqualTo(longest);
                assertThat(tree.all(text)).isEqualTo(expected);
                found += expected.isEmpty() ? 0 : 1;
                nested += expected.size() > 2 ? 1 : 0;
            }
        }
        assertThat(found).isBetween(TREES * TEXTS / 10, TREES * TEXTS * 9 / 10);
        assertThat(nested).isGreaterThan(TREES * TEXTS / 20);
    }

    /** Few chars, among them the neighbours of the slash and one of the upper half of Latin-1. */
    private static String text(Random random, int max) {
        String chars = "/a.0\u00e9";
        StringBuilder text = new StringBuilder("/");
        for (int length = random.nextInt(max); length > 0; length--) {
            text.append(chars.charAt(random.nextInt(chars.length())));
        }
        return text.toString();
    }
}
