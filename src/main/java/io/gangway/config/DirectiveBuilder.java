package io.gangway.config;

import io.gangway.conf.Node;
import java.util.EnumSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Builds a {@link Directive}; obtained from its static methods and completed by {@link #in}.
 *
 * @param <T> the type of its value
 */
public final class DirectiveBuilder<T> {
    private static final String NO_EFFECT = "Accepted, without effect.";

    final String name;
    final Directive.Arity arity;
    /** Converts one occurrence; the second argument is the previous value on the level, or null. */
    final BiFunction<DirectiveArguments, T, T> read;

    final EnumSet<Context> contexts = EnumSet.noneOf(Context.class);
    Context opens;
    boolean block;
    Directive.Inheritance inheritance = Directive.Inheritance.ALWAYS;
    BinaryOperator<T> combine;
    T byDefault;
    boolean effective = true;
    boolean drains = true;
    private List<String> forms = List.of();
    private String meaning = "";
    private String defaultText;
    private String since;
    private String differs;
    Predicate<Node> differsFor = node -> true;
    private String example;
    private String danger;

    DirectiveBuilder(String name, int min, int max, Directive.Read<T> read) {
        this(name, new Directive.Arity(min, max), (r, before) -> read.read(r));
    }

    DirectiveBuilder(String name, Directive.Arity arity, BiFunction<DirectiveArguments, T, T> read) {
        this.name = name;
        this.arity = arity;
        this.read = read;
    }

    /** Sets the default value. */
    public DirectiveBuilder<T> byDefault(T value) {
        byDefault = value;
        return this;
    }

    /** The directive is not inherited. */
    public DirectiveBuilder<T> notInherited() {
        inheritance = Directive.Inheritance.NEVER;
        return this;
    }

    /** The directive is inherited by {@code if} and {@code limit_except} only. */
    public DirectiveBuilder<T> namelessInherit() {
        inheritance = Directive.Inheritance.NAMELESS;
        return this;
    }

    /** The directive has a block of directives of that context. */
    public DirectiveBuilder<T> opens(Context context) {
        opens = context;
        block = true;
        return this;
    }

    /** The directive has a block of data, which it reads itself. */
    public DirectiveBuilder<T> withData() {
        block = true;
        return this;
    }

    /** The directive may be repeated on a level; {@code how} combines the values. */
    public DirectiveBuilder<T> combinedBy(BinaryOperator<T> how) {
        combine = how;
        return this;
    }

    /** The directive may be repeated on a level; all occurrences are in {@link Scope#settings()}. */
    public DirectiveBuilder<T> repeatable() {
        combine = (before, next) -> next;
        return this;
    }

    /** The directive is read and checked, but has no effect; {@code -t} reports it. */
    public DirectiveBuilder<T> withoutEffect() {
        effective = false;
        return this;
    }

    /** The directive does not concern open tunnels: a reload that changes it does not drain them. */
    public DirectiveBuilder<T> notDraining() {
        drains = false;
        return this;
    }

    /**
     * Sets the arguments in the notation of nginx's manual, one text for each form. Flags, sizes, times and numbers
     * have a default.
     */
    public DirectiveBuilder<T> syntax(String... ofForms) {
        forms = List.of(ofForms);
        return this;
    }

    /** Sets the description, one or a few sentences. */
    public DirectiveBuilder<T> description(String sentences) {
        meaning = sentences;
        return this;
    }

    /** Sets the default as written in a file, if it cannot be derived from the value. Empty for none. */
    public DirectiveBuilder<T> defaultText(String text) {
        defaultText = text;
        return this;
    }

    /** Sets an example, some lines of a configuration. */
    public DirectiveBuilder<T> example(String lines) {
        example = lines;
        return this;
    }

    /** Sets a warning about risks, one or a few sentences. */
    public DirectiveBuilder<T> danger(String sentences) {
        danger = sentences;
        return this;
    }

    /** Sets the nginx release that introduced the directive, if it is 1.20 or later. */
    public DirectiveBuilder<T> since(String release) {
        since = release;
        return this;
    }

    /** Describes differences from nginx, in one or a few sentences. */
    public DirectiveBuilder<T> differs(String sentence) {
        differs = sentence;
        return this;
    }

    /**
     * The same for a difference that concerns only some occurrences.
     *
     * @param argument a regular expression, case-insensitive; it concerns those with an argument that it matches
     */
    public DirectiveBuilder<T> differs(String sentence, String argument) {
        Pattern pattern = Pattern.compile(argument, Pattern.CASE_INSENSITIVE);
        differsFor = node -> node.args().stream()
                .anyMatch(word -> pattern.matcher(word.text()).matches());
        return differs(sentence);
    }

    /** Describes arguments that are an error here, or a default that differs: no occurrence that works is concerned. */
    public DirectiveBuilder<T> refuses(String sentence) {
        differsFor = node -> false;
        return differs(sentence);
    }

    DirectiveText text() {
        String shownDefault = defaultText != null ? defaultText : arity.min() == 0 ? "" : DefaultText.of(byDefault);
        String remarks = effective ? differs : differs == null ? NO_EFFECT : NO_EFFECT + " " + differs;
        List<String> syntax = arity.max() == 0 ? List.of("") : forms;
        return new DirectiveText(name, block, syntax, meaning, shownDefault, since, remarks, example, danger);
    }

    /** Sets the contexts and builds the directive. */
    public Directive<T> in(Context... where) {
        for (Context context : where) {
            contexts.add(context);
        }
        return new Directive<>(this);
    }
}
