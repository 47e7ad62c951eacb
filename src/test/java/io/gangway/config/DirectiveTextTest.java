package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gangway.conf.Environment;
import io.gangway.conf.KnownDirectives;
import io.gangway.conf.Node;
import io.gangway.conf.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each directive has a description, a syntax and a default. */
class DirectiveTextTest {
    /**
     * Defaults that differ where the difference has no effect: the prefix of a root, the minimum length of a
     * compression that is off.
     */
    private static final Set<String> APART = Set.of("root", "websocket_compression");

    private static final Directives DIRECTIVES = Configuration.ofModules().directives();

    @TempDir
    private Path directory;

    private static Stream<DynamicTest> each(Predicate<Directive<?>> which, Consumer<Directive<?>> check) {
        return DIRECTIVES.all().stream()
                .filter(which)
                .map(directive -> dynamicTest(directive.name(), () -> check.accept(directive)));
    }

    @TestFactory
    Stream<DynamicTest> each_description_consists_of_sentences() {
        return each(
                directive -> true,
                directive -> assertThat(directive.text().meaning())
                        .matches("[A-Z].*[.]")
                        .doesNotContain("  "));
    }

    @TestFactory
    Stream<DynamicTest> the_syntax_matches_the_number_of_arguments() {
        return each(directive -> true, directive -> {
            assertThat(directive.text().forms()).isNotEmpty();
            SyntaxNotation notation = SyntaxNotation.of(directive.text().forms());
            assertThat(notation.min()).isEqualTo(directive.arity().min());
            if (directive.arity().max() < Integer.MAX_VALUE) {
                assertThat(notation.max()).isEqualTo(directive.arity().max());
            }
        });
    }

    @Test
    void only_known_directives_have_no_default() {
        List<String> without = DIRECTIVES.all().stream()
                .filter(directive -> !directive.block() && directive.arity().min() > 0)
                .filter(directive -> directive.text().byDefault().isEmpty())
                .map(Directive::name)
                .distinct()
                .toList();

        assertThat(without).isEqualTo(WithoutDefault.NAMES);
    }

    /**
     * The documented default, read from a file, gives the default value. Excluded are directives without effect, which
     * have no value; empty lists, which no line can set; and {@link #APART}.
     */
    @TestFactory
    Stream<DynamicTest> the_documented_default_is_the_value() {
        return each(
                directive -> directive.byDefault() != null
                        && !(directive.byDefault() instanceof Collection<?> values && values.isEmpty())
                        && !directive.text().byDefault().isEmpty()
                        && !APART.contains(directive.name()),
                directive -> assertThat(read(directive, directive.text().defaultInFile())
                                .settings()
                                .get(0)
                                .value())
                        .matches(value -> value.equals(directive.byDefault())
                                || value.toString().equals(directive.byDefault().toString())));
    }

    /** The level with the given lines, in a context that the directive allows. */
    private Scope read(Directive<?> directive, String lines) {
        Environment environment = new Environment(directory, directory.resolve("nginx.conf"), null, "");
        List<Module> modules = ServiceLoader.load(Module.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        Directives table = new Directives(modules);
        LoadContext context = new LoadContext(environment, modules, table, List.of(), true, true);
        try {
            Context level = directive.contexts().iterator().next();
            Scope scope = level == Context.MAIN ? context.main() : new Scope(level, context.main(), null);
            new ScopeReader(table, context)
                    .read(Parser.text("nginx.conf", lines).nodes(), scope);
            return scope;
        } finally {
            context.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> each_release_is_1_20_or_later() {
        return each(
                directive -> directive.text().since() != null,
                directive -> assertThat(directive.text().since()).matches("1[.][2-9][0-9][.][0-9]+"));
    }

    @TestFactory
    Stream<DynamicTest> own_directives_have_an_example_and_a_danger() throws IOException {
        for (String token : List.of("admin.token", "console.token")) {
            Files.writeString(directory.resolve(token), "secret");
        }
        Set<String> nginx = KnownDirectives.load().names();
        return each(directive -> !nginx.contains(directive.name()), directive -> {
            List<Node> example =
                    Parser.text("nginx.conf", directive.text().example()).nodes();
            assertThat(sets(directive, example))
                    .describedAs("an example that sets it")
                    .isTrue();
            assertThat(directive.text().danger()).matches("[0-9A-Z].*[.]");
        });
    }

    /** Whether one of these lines, or of those in their blocks, sets the directive. */
    private boolean sets(Directive<?> directive, List<Node> lines) {
        return lines.stream().anyMatch(node -> {
            if (!node.name().equals(directive.name())) {
                return node.block() != null && sets(directive, node.block());
            }
            return read(directive, node.toString()).isSet(directive);
        });
    }
}
