package io.gangway.config;

import io.gangway.conf.ChoiceValue;
import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.conf.Node;
import io.gangway.conf.NumberValue;
import io.gangway.conf.Position;
import io.gangway.conf.Word;
import io.gangway.exchange.Template;
import io.gangway.exchange.Variable;
import io.gangway.regex.Regex;
import io.gangway.regex.RegexException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One occurrence of a directive, as its declaration reads it. Lives only while the configuration is read. */
public final class DirectiveArguments {
    private final Node node;
    private final Scope scope;
    private final Scope inner;
    private final LoadContext context;

    DirectiveArguments(Node node, Scope scope, Scope inner, LoadContext context) {
        this.node = node;
        this.scope = scope;
        this.inner = inner;
        this.context = context;
    }

    /** The directive as written, with its block. */
    public Node node() {
        return node;
    }

    /** The same for an entry of its block of data: errors point there. */
    public DirectiveArguments at(Node entry) {
        return new DirectiveArguments(entry, scope, inner, context);
    }

    /** The level that it stands on. */
    public Scope scope() {
        return scope;
    }

    /** The level that it opens, still empty; null when it opens none. */
    public Scope inner() {
        return inner;
    }

    /** What belongs to the configuration as a whole. */
    public LoadContext context() {
        return context;
    }

    /** How many words stand behind the name. */
    public int count() {
        return node.words().size() - 1;
    }

    /** A word behind the name, from 0. */
    public String arg(int index) {
        return node.words().get(index + 1).text();
    }

    /** A word behind the name, from 0, that has to name a variable: without its dollar sign. */
    public String variableName(int index) {
        String word = arg(index);
        if (!word.startsWith("$")) {
            throw error("invalid variable name \"" + word + "\"");
        }
        return word.substring(1);
    }

    /** The words behind the name. */
    public List<String> args() {
        return node.args().stream().map(Word::text).toList();
    }

    /** Where errors point to: the end of the directive, as in nginx. */
    public Position position() {
        return node.end();
    }

    /** An error in this directive; {@code message} without the place. */
    public ConfException error(String message) {
        return new ConfException(message, position());
    }

    /** An error with a second line that says what was probably meant. */
    public ConfException error(String message, String hint) {
        return new ConfException(message, position(), hint);
    }

    /** nginx's general word for a value that can't be read. */
    public ConfException invalidValue() {
        return ConfErrors.invalidValue(node);
    }

    /** nginx's word for a parameter that is not known. */
    public ConfException invalidParameter(String word) {
        return ConfErrors.invalidParameter(node, word);
    }

    /**
     * All words behind the name, each out of a few, in any case, after those that the level has said before.
     *
     * @param before may be null
     */
    <T> Set<T> choices(Map<String, T> words, Set<T> before) {
        Set<T> all = new LinkedHashSet<>();
        if (before != null) {
            all.addAll(before);
        }
        for (String word : args()) {
            if (!all.add(ChoiceValue.read(node, word, words))) {
                warn("duplicate value \"" + word + "\"");
            }
        }
        return Collections.unmodifiableSet(all);
    }

    /** A whole number, at least 0; nginx's larger ones count as the largest here. */
    public int number(String text) {
        long number = NumberValue.parse(text).orElseThrow(() -> ConfErrors.invalidNumber(node));
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    /** Compiles a text with variables. */
    public Template template(String text) {
        return Template.compile(text, context.variables(), node);
    }

    /** Declares a variable that this directive defines. */
    public void declare(String name, Variable.Getter getter, boolean isVolatile) {
        context.variables().declare(node, name, getter, isVolatile);
    }

    /** Compiles a regular expression; its named groups become variables. */
    public Regex regex(String pattern, boolean caseInsensitive) {
        try {
            Regex regex = Regex.compile(pattern, caseInsensitive);
            for (String name : regex.names()) {
                context.variables().captured(node, name);
            }
            return regex;
        } catch (RegexException e) {
            throw error(e.getMessage());
        }
    }

    /** A file below the prefix, unless absolute. */
    public Path path(String text) {
        return valid(text, context.environment()::prefixed);
    }

    /** A file below the folder of the configuration, unless absolute. */
    public Path confPath(String text) {
        return valid(text, context.environment()::confPrefixed);
    }

    /** A path in which variables may be, or {@code data:} with a text. */
    public Template pathTemplate(String text) {
        Template template = template(text);
        if (template.constant() != null && !text.startsWith("data:")) {
            path(template.constant());
        }
        return template;
    }

    private Path valid(String text, Function<String, Path> resolved) {
        try {
            return resolved.apply(text);
        } catch (InvalidPathException e) {
            throw error("invalid path \"" + text.replace("\0", "\\0") + "\" (" + e.getReason() + ")");
        }
    }

    /** A remark for {@code -t} and the start, nginx's {@code [warn]}. */
    public void warn(String message) {
        context.warn(message + " in " + position());
    }
}
