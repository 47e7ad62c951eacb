package io.gangway.config;

import io.gangway.conf.BuffersValue;
import io.gangway.conf.ChoiceValue;
import io.gangway.conf.FlagValue;
import io.gangway.conf.NumberValue;
import io.gangway.conf.SizeValue;
import io.gangway.conf.TimeValue;
import io.gangway.exchange.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * A directive, declared once as data: its name, where it may stand, what it takes, its default and how it is inherited.
 * Parsing, error messages, {@code -t} and the reference page come from these constants.
 *
 * @param <T> the type of its value; for a directive that may be repeated, a list
 */
public final class Directive<T> {
    /** Makes a value of the words of one occurrence. */
    @FunctionalInterface
    public interface Read<T> {
        T read(DirectiveArguments arguments);
    }

    /** What happens where a level does not say the directive. */
    public enum Inheritance {
        /** The value of the nearest enclosing level counts. */
        ALWAYS,
        /** Only {@code if} and {@code limit_except} take it over from their location. */
        NAMELESS,
        /** The default counts. */
        NEVER
    }

    /** How the words behind the name are bounded. */
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
        text = builder.text();
    }

    /** {@code on} or {@code off}. */
    public static DirectiveBuilder<Boolean> flag(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> FlagValue.read(r.node())).syntax("on | off");
    }

    /** Bytes, with {@code k} or {@code m}. */
    public static DirectiveBuilder<Long> size(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> SizeValue.readSize(r.node())).syntax("size");
    }

    /** Bytes of a file, with {@code k}, {@code m} or {@code g}. */
    public static DirectiveBuilder<Long> offset(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> SizeValue.readOffset(r.node())).syntax("size");
    }

    /** A time in nginx's millisecond flavour: {@code 1500ms}, {@code 1m 30s}. */
    public static DirectiveBuilder<Duration> time(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> TimeValue.readMillis(r.node())).syntax("time");
    }

    /** A time in nginx's second flavour. */
    public static DirectiveBuilder<Duration> seconds(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> TimeValue.readSeconds(r.node())).syntax("time");
    }

    /** A whole number, at least 0. */
    public static DirectiveBuilder<Integer> number(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> (int) Math.min(Integer.MAX_VALUE, NumberValue.read(r.node())))
                .syntax("number");
    }

    /** One word as it is. */
    public static DirectiveBuilder<String> word(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> r.arg(0));
    }

    /** One word that may contain variables. */
    public static DirectiveBuilder<Template> template(String name) {
        return new DirectiveBuilder<>(name, 1, 1, r -> r.template(r.arg(0)));
    }

    /** One word out of a few, in any case. */
    public static <T> DirectiveBuilder<T> choice(String name, Map<String, T> words) {
        return new DirectiveBuilder<>(name, 1, 1, r -> ChoiceValue.read(r.node(), words));
    }

    /** Some words out of a few, in any case; it may be said again on a level, and the words add up. */
    public static <T> DirectiveBuilder<Set<T>> choices(String name, int max, Map<String, T> words) {
        return new DirectiveBuilder<Set<T>>(name, new Arity(1, max), (r, before) -> r.choices(words, before))
                .repeatable();
    }

    /** How many buffers of which size. */
    public static DirectiveBuilder<BuffersValue> buffers(String name) {
        return new DirectiveBuilder<>(name, 2, 2, r -> BuffersValue.read(r.node())).syntax("number size");
    }

    /** Anything else. */
    public static <T> DirectiveBuilder<T> of(String name, int min, int max, Read<T> read) {
        return new DirectiveBuilder<>(name, min, max, read);
    }

    /** A directive that may be said several times on a level; the values add up, and replace those of outer levels. */
    public static <T> DirectiveBuilder<List<T>> list(String name, int min, int max, Read<T> read) {
        return new DirectiveBuilder<List<T>>(name, min, max, r -> List.of(read.read(r)))
                .byDefault(List.of())
                .combinedBy(Directive::joined);
    }

    /** Known, valid and without any effect here; {@code -t} says so. */
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

    /** For {@link DirectiveBuilder#combinedBy}: the values add up. */
    public static <T> List<T> joined(List<T> before, List<T> next) {
        List<T> all = new ArrayList<>(before);
        all.addAll(next);
        return List.copyOf(all);
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

    /** The context inside its braces when those hold directives; null for none and for blocks of data such as {@code map}. */
    public Context opens() {
        return opens;
    }

    /** Whether it has braces instead of a semicolon. */
    public boolean block() {
        return block;
    }

    public Inheritance inheritance() {
        return inheritance;
    }

    /** The value where no level says anything; may be null. */
    public T byDefault() {
        return byDefault;
    }

    /** False when it is accepted only so that files of nginx load. */
    public boolean effective() {
        return effective;
    }

    /** Whether a reload that changes it ends the tunnels of the locations in which it counts. */
    public boolean drains() {
        return drains;
    }

    /** What its page says about it. */
    public DirectiveText text() {
        return text;
    }

    T read(DirectiveArguments arguments) {
        return read.apply(arguments, arguments.scope().own(this));
    }

    /** Null when a second occurrence on a level is an error. */
    BinaryOperator<T> combine() {
        return combine;
    }

    @Override
    public String toString() {
        return name;
    }
}
