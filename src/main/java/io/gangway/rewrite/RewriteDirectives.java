package io.gangway.rewrite;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;
import static io.gangway.config.Context.SERVER_IF;

import io.gangway.config.Directive;
import java.util.List;

/** The directives of the rewrite module. */
final class RewriteDirectives {
    private RewriteDirectives() {}

    /** {@code rewrite pattern replacement [last|break|redirect|permanent]}. */
    static final Directive<Step> REWRITE = Directive.of("rewrite", 2, 3, Rewrite::read)
            .repeatable()
            .notInherited()
            .syntax("regex replacement [flag]")
            .description("Changes the URI if it matches the regular expression. The flag says what follows: last "
                    + "(search for a location again), break, redirect (302) or permanent (301). A replacement that "
                    + "begins with http://, https:// or $scheme redirects.")
            .in(SERVER, SERVER_IF, LOCATION, LOCATION_IF);

    /** {@code set $variable value}. */
    static final Directive<Step> SET = Directive.of("set", 2, 2, SetVariable::read)
            .repeatable()
            .notInherited()
            .syntax("$variable value")
            .description("Sets a variable. The value may contain text and other variables.")
            .in(SERVER, SERVER_IF, LOCATION, LOCATION_IF);

    /** {@code return code [text]}, {@code return code URL}, {@code return URL}. */
    static final Directive<Step> RETURN = Directive.of("return", 1, 2, Return::read)
            .repeatable()
            .notInherited()
            .syntax("code [text]", "code URL", "URL")
            .description("Ends the request with a status and a text, or with a redirect. A URL alone is a redirect "
                    + "with 302; 444 closes the connection without a response.")
            .in(SERVER, SERVER_IF, LOCATION, LOCATION_IF);

    /** {@code break}: no more rewriting on this level. */
    static final Directive<Step> BREAK = Directive.<Step>of("break", 0, 0, r -> new Break(r.node()))
            .repeatable()
            .notInherited()
            .description("Ends the rewrite directives of this level.")
            .in(SERVER, SERVER_IF, LOCATION, LOCATION_IF);

    /** {@code if (condition) { … }}. */
    static final Directive<Condition> IF = Directive.of("if", 1, Integer.MAX_VALUE, ConditionReader::read)
            .opens(LOCATION_IF)
            .repeatable()
            .notInherited()
            .syntax("(condition)")
            .description("Applies the directives in its block when the condition is true: a variable that is neither "
                    + "empty nor 0, a comparison (=, !=, ~, ~*, !~, !~*), or a test of a file (-f, -d, -e, -x and "
                    + "their negations).")
            .in(SERVER, LOCATION);

    /** Whether rewrites are logged, at level notice. */
    static final Directive<Boolean> REWRITE_LOG = Directive.flag("rewrite_log")
            .byDefault(false)
            .notDraining()
            .description("Writes what rewrite directives do to the error log, at level notice.")
            .in(HTTP, SERVER, SERVER_IF, LOCATION, LOCATION_IF);

    /** Whether the use of a variable that was not {@code set} yet is logged. */
    static final Directive<Boolean> UNINITIALIZED_VARIABLE_WARN = Directive.flag("uninitialized_variable_warn")
            .byDefault(true)
            .notDraining()
            .description("Writes a warning when a variable is used that was not set.")
            .in(HTTP, SERVER, SERVER_IF, LOCATION, LOCATION_IF);

    static final List<Directive<?>> ALL =
            List.of(REWRITE, SET, RETURN, BREAK, IF, REWRITE_LOG, UNINITIALIZED_VARIABLE_WARN);
}
