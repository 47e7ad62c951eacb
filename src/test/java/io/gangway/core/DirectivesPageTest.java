package io.gangway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/directives.md} is what the table of directives says. With the system property {@code directives.write} the page
 * is written anew.
 */
class DirectivesPageTest {
    private static final Path PAGE = Path.of("docs/directives.md");

    @Test
    void the_page_is_what_the_table_says() throws IOException {
        String page = page();
        if (System.getProperty("directives.write") != null) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE)
                .as("to write it anew: mvn test -Dtest=DirectivesPageTest -Ddirectives.write=yes")
                .content()
                .isEqualTo(page);
    }

    private static String page() {
        Directives directives = Configuration.ofModules().directives();
        String rows = directives.all().stream().map(DirectivesPageTest::row).collect(Collectors.joining());
        return """
                # Directives

                Generated from the declarations in the code; a test keeps it true. For the meaning of a directive, see nginx's
                documentation; [websocket.md](websocket.md) describes our own (`websocket_…`). All other directives of nginx are
                an error at startup.

                | directive | values | where | remarks |
                |---|---|---|---|
                """ + rows;
    }

    private static String row(Directive<?> directive) {
        String remarks = directive.effective() ? "" : "Accepted, no effect.";
        remarks += directive.since() == null ? "" : " Since nginx " + directive.since() + ".";
        remarks += directive.differs() == null ? "" : " " + directive.differs();
        String where = directive.contexts().stream()
                .sorted()
                .map(context -> context.name().toLowerCase(Locale.ROOT).replace("_", " "))
                .collect(Collectors.joining(", "));
        return "| `" + directive.name() + "`" + (directive.block() ? " `{…}`" : "") + " | " + values(directive.arity())
                + " | " + where + " | " + remarks.strip() + " |\n";
    }

    private static String values(Directive.Arity arity) {
        if (arity.most() == Integer.MAX_VALUE) {
            return arity.least() + " or more";
        }
        return arity.least() == arity.most() ? String.valueOf(arity.least()) : arity.least() + " to " + arity.most();
    }
}
