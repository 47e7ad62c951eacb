package io.gangway.config;

import io.gangway.conf.BuffersValue;
import io.gangway.conf.ChoiceValue;
import io.gangway.conf.FlagValue;
import io.gangway.conf.Node;
import io.gangway.conf.NumberValue;
import io.gangway.conf.SizeValue;
import io.gangway.conf.TimeValue;
import io.gangway.exchange.Template;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The declaration of a directive: name, contexts, arguments, default and inheritance. Parsing, error messages, {@code
 * -t} and the reference page use these constants.
 *
 * @param <T> the type of its value; a list for a directive that may be repeated
 */
public final class Directive<T> {
    /** Converts the arguments of one occurrence into a value. */
    @FunctionalInterface
    public interface Read<T> {
        T read(DirectiveArguments arguments);
    }

    /** Which value applies on a level without the directive. */
    public enum Inheritance {
        /** The value of the nearest enclosing level. */
        ALWAYS,
        /** For {@code if} and {@code limit_except} the value of the enclosing location; else the default. */
        NAMELESS,
        /** The default. */
        NEVER
    }

    /** The minimum and maximum number of arguments. */
    public record Arity(int min, int max) {}

    private final String name;
    private final Set<Context> contexts;
    private final Arity arity;
    private final Context opens;
    private final boolean block;
    private final Inheritance inheritance;
    private final BiFunction<DirectiveArguments, T, T> read;
    private final BinaryOperator<T> combine;
    private final T byDefault;
    private final boolean effective;
    private final boolean drains;
    private final Predicate<Node> differsFor;
    private final DirectiveText text;

    Directive(DirectiveBuilder<T> builder) {
        name = builder.name;
        contexts = Set.copyOf(builder.contexts);
        arity = builder.arity;
        opens = builder.opens;
        block = builder.block;
        inheritance = builder.inheritance;
        read = builder.read;
        combine = builder.combine;
        byDefault = builder.byDefault;
        effective = builder.effective;
        drains = builder.effective && builder.drains;
        differsFor = builder.differsFor;
        text = builder.text();
    }

    /** A directive with {@code on} or {@code off}. */
    public static DirectiveBuilder<Boolean> flag(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> FlagValue.read(r.node())).syntax("on | off");
    }

    /** A directive with a size in bytes, with {@code k} or {@code m}. */
    public static DirectiveBuilder<Long> size(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> SizeValue.readSize(r.node())).syntax("size");
    }

    /** A directive with a file size in bytes, with {@code k}, {@code m} or {@code g}. */
    public static DirectiveBuilder<Long> offset(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> SizeValue.readOffset(r.node())).syntax("size");
    }

    /** A directive with a time of millisecond resolution: {@code 1500ms}, {@code 1m 30s}. */
    public static DirectiveBuilder<Duration> time(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> TimeValue.readMillis(r.node())).syntax("time");
    }

    /** A directive with a time of second resolution. */
    public static DirectiveBuilder<Duration> seconds(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> TimeValue.readSeconds(r.node())).syntax("time");
    }

    /** A directive with a whole number, at least 0. */
    public static DirectiveBuilder<Integer> number(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> (int) Math.min(Integer.MAX_VALUE, NumberValue.read(r.node())))
                .syntax("number");
    }

    /** A directive with one word. */
    public static DirectiveBuilder<String> word(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> r.arg(0));
    }

    /** A directive with one word that may contain variables. */
    public static DirectiveBuilder<Template> template(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> r.template(r.arg(0)));
    }

    /** A directive with one of the given words, case-insensitive. */
    public static <T> DirectiveBuilder<T> choice(String name, Map<String, T> words) {
        return new DirectiveBuilder<>(name, 1, 1, r -> ChoiceValue.read(r.node(), words));
    }

    /**
     * A directive with several of the given words, case-insensitive. It may be repeated on a level; the words add up.
     *
     * @param max maximum number of words of one occurrence
     */
    public static <T> DirectiveBuilder<Set<T>> choices(String name, int max, Map<String, T> words) {
        return new DirectiveBuilder<Set<T>>(name, new Arity(1, max), (r, before) -> r.choices(words, before))
                .repeatable();
    }

    /** How many buffers of which size. */
    public static DirectiveBuilder<BuffersValue> buffers(String name) {
        return new DirectiveBuilder<>(name, 2, 2, r -> BuffersValue.read(r.node())).syntax("number size");
    }

    /** A directive with its own reader. */
    public static <T> DirectiveBuilder<T> of(String name, int min, int max, Read<T> read) {
        return new DirectiveBuilder<>(name, min, max, read);
    }

    /** A directive that may be repeated on a level; the values add up, and replace those of outer levels. */
    public static <T> DirectiveBuilder<List<T>> list(String name, int min, int max, Read<T> read) {
        return new DirectiveBuilder<List<T>>(name, min, max, r -> List.of(read.read(r)))
                .byDefault(List.of())
                .combinedBy(Directive::joined);
    }

    /** A directive that is accepted and checked, but has no effect; {@code -t} reports it. */
    public static DirectiveBuilder<Void> noEffect(String name, int min, int max) {
        return new DirectiveBuilder<Void>(name, min, max, r -> null)
                .withoutEffect()
                .combinedBy((a, b) -> null);
    }

    /** Ends the declarations of directives for the same contexts; they are checked and have no effect. */
    public static List<Directive<?>> withoutEffect(Set<Context> contexts, DirectiveBuilder<?>... directives) {
        Context[] where = contexts.toArray(Context[]::new);
        return Stream.of(directives)
                .<Directive<?>>map(d -> d.withoutEffect().in(where))
                .toList();
    }

    /** Joins two lists, neither of which may change; for {@link DirectiveBuilder#combinedBy}. */
    public static <T> List<T> joined(List<T> before, List<T> next) {
        return JoinedList.of(before, next);
    }

    public String name() {
        return name;
    }

    public Set<Context> contexts() {
        return contexts;
    }

    public Arity arity() {
        return arity;
    }

    /** The context of the directives in its block; null without a block, and for blocks of data such as {@code map}. */
    public Context opens() {
        return opens;
    }

    /** Whether it has a block instead of a semicolon. */
    public boolean block() {
        return block;
    }

    public Inheritance inheritance() {
        return inheritance;
    }

    /** The default value; may be null. */
    public T byDefault() {
        return byDefault;
    }

    /** False when it is only accepted so that nginx configurations load. */
    public boolean effective() {
        return effective;
    }

    /** Whether a reload that changes it drains the tunnels of the locations concerned. */
    public boolean drains() {
        return drains;
    }

    /** Whether an occurrence may behave in another way than in nginx: {@link DirectiveText#differs()} tells how. */
    public boolean differs(Node occurrence) {
        return text.differs() != null && differsFor.test(occurrence);
    }

    /** Its documentation. */
    public DirectiveText text() {
        return text;
    }

    T read(DirectiveArguments arguments) {
        return read.apply(arguments, arguments.scope().own(this));
    }

    /** Null when repetition on a level is an error. */
    BinaryOperator<T> combine() {
        return combine;
    }

    @Override
    public String toString() {
        return name;
    }
}
