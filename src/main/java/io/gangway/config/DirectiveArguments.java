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

/** One occurrence of a directive and its arguments, while the configuration is read. */
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

    /** The directive as written, including its block. */
    public Node node() {
        return node;
    }

    /** A copy that reports errors at an entry of its block of data. */
    public DirectiveArguments at(Node entry) {
        return new DirectiveArguments(entry, scope, inner, context);
    }

    /** The level that contains the directive. */
    public Scope scope() {
        return scope;
    }

    /** The level that the directive opens, still empty; null without a block of directives. */
    public Scope inner() {
        return inner;
    }

    /** State of the whole load. */
    public LoadContext context() {
        return context;
    }

    /** Number of arguments. */
    public int count() {
        return node.words().size() - 1;
    }

    /** An argument, from 0. */
    public String arg(int index) {
        return node.words().get(index + 1).text();
    }

    /** An argument that must be a variable, from 0; returns the name without the dollar sign. */
    public String variableName(int index) {
        String word = arg(index);
        if (!word.startsWith("$")) {
            throw error("invalid variable name \"" + word + "\"");
        }
        return word.substring(1);
    }

    /** All arguments. */
    public List<String> args() {
        return node.args().stream().map(Word::text).toList();
    }

    /** The position for errors: the end of the directive, as in nginx. */
    public Position position() {
        return node.end();
    }

    /** An error in this directive; {@code message} without the position. */
    public ConfException error(String message) {
        return new ConfException(message, position());
    }

    /** An error with a second line that suggests a correction. */
    public ConfException error(String message, String hint) {
        return new ConfException(message, position(), hint);
    }

    /** nginx's general error for an invalid value. */
    public ConfException invalidValue() {
        return ConfErrors.invalidValue(node);
    }

    /** nginx's error for an unknown parameter. */
    public ConfException invalidParameter(String word) {
        return ConfErrors.invalidParameter(node, word);
    }

    /**
     * Reads all arguments as words of a fixed set, case-insensitive, and adds them to the previous ones of the level.
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

    /** Parses a whole number, at least 0; larger numbers become {@link Integer#MAX_VALUE}. */
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

    /** Compiles a regular expression; its named groups define variables. */
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

    /** A file path, relative to the prefix. */
    public Path path(String text) {
        return valid(text, context.environment()::prefixed);
    }

    /** A file path, relative to the directory of the configuration file. */
    public Path confPath(String text) {
        return valid(text, context.environment()::confPrefixed);
    }

    /** A path that may contain variables, or {@code data:} followed by content. */
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

    /** Adds a warning, nginx's {@code [warn]}, for {@code -t} and the start. */
    public void warn(String message) {
        context.warn(message + " in " + position());
    }
}
