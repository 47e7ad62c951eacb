package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gangway.conf.Environment;
import io.gangway.conf.KnownDirectives;
import io.gangway.conf.Parser;
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

/** Each directive carries its sentence, its syntax and its default. */
class DirectiveTextTest {
    /** The prefix of a root, the least length of a compression that is off. */
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
    Stream<DynamicTest> has_sentences() {
        return each(
                directive -> true,
                directive -> assertThat(directive.text().meaning())
                        .matches("[A-Z].*[.]")
                        .doesNotContain("  "));
    }

    @TestFactory
    Stream<DynamicTest> has_a_syntax_that_allows_as_many_arguments_as_its_reader() {
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
    void has_a_default_unless_it_is_known_to_have_none() {
        List<String> without = DIRECTIVES.all().stream()
                .filter(directive -> !directive.block() && directive.arity().min() > 0)
                .filter(directive -> directive.text().byDefault().isEmpty())
                .map(Directive::name)
                .distinct()
                .toList();

        assertThat(without).isEqualTo(WithoutDefault.NAMES);
    }

    /**
     * What is written is read to the value that counts where nothing is written. Directives without effect have no such value;
     * an empty list means that nothing is written; those of {@link #APART} differ in what has no meaning there.
     */
    @TestFactory
    Stream<DynamicTest> has_the_default_that_its_page_says() {
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

    /** The level on which lines stand that a page says of a directive. */
    private Scope read(Directive<?> directive, String lines) {
        Environment environment = new Environment(directory, directory.resolve("nginx.conf"), null, "");
        List<Module> modules = ServiceLoader.load(Module.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        Directives table = new Directives(modules);
        LoadContext drawing = new LoadContext(environment, modules);
        try {
            Context context = directive.contexts().iterator().next();
            Scope scope = context == Context.MAIN ? drawing.main() : new Scope(context, drawing.main(), null);
            new ScopeReader(table, drawing)
                    .read(Parser.text("nginx.conf", lines).nodes(), scope);
            return scope;
        } finally {
            drawing.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> says_what_is_younger_than_1_20() {
        return each(
                directive -> directive.text().since() != null,
                directive -> assertThat(directive.text().since()).matches("1[.][2-9][0-9][.][0-9]+"));
    }

    @TestFactory
    Stream<DynamicTest> has_an_example_and_a_danger_where_nginx_has_it_not() {
        Set<String> nginx = KnownDirectives.load().names();
        return each(directive -> !nginx.contains(directive.name()), directive -> {
            assertThat(directive.text().example())
                    .contains(directive.name() + " ")
                    .endsWith(";");
            assertThat(read(directive, directive.text().example()).says(directive))
                    .isTrue();
            assertThat(directive.text().danger()).matches("[0-9A-Z].*[.]");
        });
    }
}
