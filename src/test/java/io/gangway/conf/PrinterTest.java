package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrinterTest {
    @Test
    void a_tree_prints_as_a_readable_configuration() {
        Tree tree =
                Parser.text("f", "http{#gangway a  'b c';\nserver{listen 80;if ($a = \"b\"){return 403 '';}}types{}}");

        assertThat(tree).hasToString("""
                http {
                    #gangway a "b c";
                    server {
                        listen 80;
                        if ($a = "b") {
                            return 403 "";
                        }
                    }
                    types {
                    }
                }
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "$a",
                "${a}b",
                "^/a\\.b$",
                "\\w+\\d",
                "a\"b",
                "/path#x",
                "a}",
                "(?<x>a)",
                "http://a:1/b?c=d",
                "a\\;b"
            })
    void a_word_that_needs_no_quotes_gets_none(String text) {
        assertThat(Printer.print(word(text))).isEqualTo(text);
        assertReadsBack(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", ";", "a{2}", "\"a", "'", "#a", "}", "a\nb", "\t", "\\n", "\\", "a\\\\", "\\\"", "\\ "
            })
    void a_word_that_needs_quotes_gets_them(String text) {
        assertThat(Printer.print(word(text))).startsWith("\"").endsWith("\"");
        assertReadsBack(text);
    }

    @Test
    void any_word_reads_back() {
        Random random = new Random(30);
        String letters = "ab$${}\"'\\\\;# \n\r\ttnr()";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            assertReadsBack(text.toString());
        }
    }

    private static void assertReadsBack(String text) {
        Node node = new Node(Stream.of("a", text, text).map(PrinterTest::word).toList(), null, false);
        Tree tree = Parser.text("f", Printer.print(List.of(node)));

        assertThat(tree.failure()).as(text).isNull();
        assertThat(tree.nodes()).as(text).hasSize(1);
        assertThat(tree.nodes().get(0).args()).extracting(Word::text).containsExactly(text, text);
    }

    private static Word word(String text) {
        return new Word(text, false, new Position("f", 1, 1));
    }
}
