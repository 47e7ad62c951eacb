package io.gangway.config;

import java.util.EnumSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

/**
 * A declaration in the making; {@link #in} ends it. Made by the static methods of {@link Directive}.
 *
 * @param <T> the type of its value
 */
public final class DirectiveBuilder<T> {
    private static final String NO_EFFECT = "Accepted, without effect.";

    final String name;
    final Directive.Arity arity;
    /** Of one occurrence and what the level said before, or null. */
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

    /** The value where no level says it. */
    public DirectiveBuilder<T> byDefault(T value) {
        byDefault = value;
        return this;
    }

    /** Not taken over from an outer level. */
    public DirectiveBuilder<T> notInherited() {
        inheritance = Directive.Inheritance.NEVER;
        return this;
    }

    /** Taken over by {@code if} and {@code limit_except} only. */
    public DirectiveBuilder<T> namelessInherit() {
        inheritance = Directive.Inheritance.NAMELESS;
        return this;
    }

    /** Has braces with directives of that context between them. */
    public DirectiveBuilder<T> opens(Context context) {
        opens = context;
        block = true;
        return this;
    }

    /** Has braces with data between them, read by the directive itself. */
    public DirectiveBuilder<T> withData() {
        block = true;
        return this;
    }

    /** May be said again on one level; how the values become one. */
    public DirectiveBuilder<T> combinedBy(BinaryOperator<T> how) {
        combine = how;
        return this;
    }

    /** May be said again on one level: the occurrences are found in {@link Scope#settings()}. */
    public DirectiveBuilder<T> repeatable() {
        combine = (before, next) -> next;
        return this;
    }

    /** Read and checked, but without any effect here; {@code -t} says so. */
    public DirectiveBuilder<T> withoutEffect() {
        effective = false;
        return this;
    }

    /** It does not concern what is running, so a reload that changes it leaves tunnels alone. */
    public DirectiveBuilder<T> notDraining() {
        drains = false;
        return this;
    }

    /**
     * What stands behind the name, in the notation of nginx's manual; several where it has several forms. Flags, sizes,
     * times and numbers know theirs.
     */
    public DirectiveBuilder<T> syntax(String... ofForms) {
        forms = List.of(ofForms);
        return this;
    }

    /** What it is for, in a sentence or a few. */
    public DirectiveBuilder<T> says(String sentences) {
        meaning = sentences;
        return this;
    }

    /** The default as a file would say it, where the value itself does not tell. Empty: there is none. */
    public DirectiveBuilder<T> defaultText(String said) {
        defaultText = said;
        return this;
    }

    /** Lines of a configuration that uses it. */
    public DirectiveBuilder<T> example(String lines) {
        example = lines;
        return this;
    }

    /** What may go wrong with it, in a sentence or a few. */
    public DirectiveBuilder<T> danger(String sentences) {
        danger = sentences;
        return this;
    }

    /** The release of nginx that brought it, where that is 1.20 or later. */
    public DirectiveBuilder<T> since(String release) {
        since = release;
        return this;
    }

    /** What is different from nginx, in a sentence or a few. */
    public DirectiveBuilder<T> differs(String sentence) {
        differs = sentence;
        return this;
    }

    DirectiveText text() {
        String said = defaultText != null ? defaultText : arity.min() == 0 ? "" : DefaultText.of(byDefault);
        String remarks = effective ? differs : differs == null ? NO_EFFECT : NO_EFFECT + " " + differs;
        List<String> syntax = arity.max() == 0 ? List.of("") : forms;
        return new DirectiveText(name, block, syntax, meaning, said, since, remarks, example, danger);
    }

    /** Ends the declaration. */
    public Directive<T> in(Context... where) {
        for (Context context : where) {
            contexts.add(context);
        }
        return new Directive<>(this);
    }
}
