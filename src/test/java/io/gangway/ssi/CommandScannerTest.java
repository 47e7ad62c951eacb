package io.gangway.ssi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands are recognized wherever the input is split. */
class CommandScannerTest {
    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    a<!--#echo var="x" -->b           ~ a{echo var=x}b
                    <!--# \t echo   var = 'x"y'-->    ~ {echo var=x"y}
                    <!--#a b="c" d="e"--><!--#f -->   ~ {a b=c d=e}{f}
                    <<!--#a --><<<!-<!--b<!--->       ~ <{a}<<<!-<!--b<!--->
                    <!---#a -->                       ~ <!---#a -->
                    a<!-- b --><!--                   ~ a<!-- b -->
                    a<!--#b                           ~ a
                    <!--#a b="c\\"d" -->e             ~ {a b=c\\"d}e
                    <!--#a b="c\\\\" -->e             ~ {a b=c\\\\}e
                    <!--#a b=c -->d                   ~ {unexpected "c" symbol before value of "b" parameter in "a" SSI command}d
                    <!--#a b="c"d -->e                ~ {unexpected "d" symbol after "c" value of "b" parameter in "a" SSI command}e
                    <!--#a b c -->d                   ~ {unexpected "c" symbol after "b" parameter in "a" SSI command}d
                    <!--#a -b-->c                     ~ {unexpected "b" symbol in "a" SSI command}c
                    <!--#a b="12345678" -->c          ~ {a b=12345678}c
                    <!--#a b="123456789" -->c         ~ {too long "123456789..." value of "b" parameter in "a" SSI command}c
                    <!--#a 12345678901234567="" -->c  ~ {too long "12345678901234567..." parameter in "a" SSI command}c
                    """)
    void commands_are_found_however_the_bytes_are_cut(String page, String expected) {
        assertThat(scan(page, page.length())).isEqualTo(expected);
        for (int cut = 1; cut < page.length(); cut++) {
            assertThat(scan(page, cut)).as("cut at %d", cut).isEqualTo(expected);
        }
        assertThat(scan(page, 0)).as("byte by byte").isEqualTo(expected);
    }

    @Test
    void a_name_that_is_too_long_is_an_error() {
        String name = "a".repeat(32);
        assertThat(scan("<!--#" + name + " -->b", 7)).isEqualTo("{" + name + "}b");
        assertThat(scan("<!--#" + name + "c -->b", 7)).isEqualTo("{the \"" + name + "c...\" SSI command is too long}b");
    }

    /** Scans a page in two parts, or byte by byte when {@code cut} is 0. */
    private static String scan(String page, int cut) {
        CommandScanner scanner = new CommandScanner(8);
        StringBuilder out = new StringBuilder();
        if (cut == 0) {
            for (int i = 0; i < page.length(); i++) {
                feed(scanner, page.substring(i, i + 1), out);
            }
        } else {
            feed(scanner, page.substring(0, cut), out);
            feed(scanner, page.substring(cut), out);
        }
        return out.toString();
    }

    private static void feed(CommandScanner scanner, String text, StringBuilder out) {
        ByteBuffer in = StandardCharsets.ISO_8859_1.encode(text);
        while (in.hasRemaining()) {
            int start = in.position();
            switch (scanner.next(in)) {
                case TEXT, OPENING ->
                    out.append(CommandScanner.OPENING, 0, scanner.heldText())
                            .append(text, start, Math.max(start, in.position() - scanner.held()));
                case PART -> {}
                case COMMAND -> {
                    out.append('{').append(scanner.ssiCommand().name());
                    scanner.ssiCommand()
                            .params()
                            .forEach(param -> out.append(' ')
                                    .append(param.name())
                                    .append('=')
                                    .append(param.value()));
                    out.append('}');
                }
                case BROKEN -> out.append('{').append(scanner.error()).append('}');
            }
        }
    }
}
