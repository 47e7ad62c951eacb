package io.gangway.config;

import io.gangway.conf.ChoiceValue;
import io.gangway.conf.FlagValue;
import io.gangway.conf.NumberValue;
import io.gangway.conf.SizeValue;
import io.gangway.conf.TimeValue;
import io.gangway.exchange.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

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

    private Directive(Builder<T> draft) {
        name = draft.name;
        contexts = Set.copyOf(draft.contexts);
        arity = draft.arity;
        opens = draft.opens;
        block = draft.block;
        inheritance = draft.inheritance;
        read = draft.read;
        combine = draft.combine;
        byDefault = draft.byDefault;
        effective = draft.effective;
        drains = draft.effective && draft.drains;
        text = draft.text();
    }

    /** {@code on} or {@code off}. */
    public static Builder<Boolean> flag(String name) {
        return new Builder<>(name, 1, 1, r -> FlagValue.read(r.node())).syntax("on | off");
    }

    /** Bytes, with {@code k} or {@code m}. */
    public static Builder<Long> size(String name) {
        return new Builder<>(name, 1, 1, r -> SizeValue.readSize(r.node())).syntax("size");
    }

    /** Bytes of a file, with {@code k}, {@code m} or {@code g}. */
    public static Builder<Long> offset(String name) {
        return new Builder<>(name, 1, 1, r -> SizeValue.readOffset(r.node())).syntax("size");
    }

    /** A time in nginx's millisecond flavour: {@code 1500ms}, {@code 1m 30s}. */
    public static Builder<Duration> time(String name) {
        return new Builder<>(name, 1, 1, r -> TimeValue.readMillis(r.node())).syntax("time");
    }

    /** A time in nginx's second flavour. */
    public static Builder<Duration> seconds(String name) {
        return new Builder<>(name, 1, 1, r -> TimeValue.readSeconds(r.node())).syntax("time");
    }

    /** A whole number, at least 0. */
    public static Builder<Integer> number(String name) {
        return new Builder<>(name, 1, 1, r -> (int) Math.min(Integer.MAX_VALUE, NumberValue.read(r.node())))
                .syntax("number");
    }

    /** One word as it is. */
    public static Builder<String> word(String name) {
        return new Builder<>(name, 1, 1, r -> r.arg(0));
    }

    /** One word that may contain variables. */
    public static Builder<Template> template(String name) {
        return new Builder<>(name, 1, 1, r -> r.template(r.arg(0)));
    }

    /** One word out of a few, in any case. */
    public static <T> Builder<T> choice(String name, Map<String, T> words) {
        return new Builder<>(name, 1, 1, r -> ChoiceValue.read(r.node(), words));
    }

    /** Some words out of a few, in any case; it may be said again on a level, and the words add up. */
    public static <T> Builder<Set<T>> choices(String name, int max, Map<String, T> words) {
        Builder<Set<T>> draft = new Builder<>(name, new Arity(1, max), (r, before) -> r.choices(words, before));
        draft.combine = (before, next) -> next;
        return draft;
    }

    /** Anything else. */
    public static <T> Builder<T> of(String name, int min, int max, Read<T> read) {
        return new Builder<>(name, min, max, read);
    }

    /** A directive that may be said several times on a level; the values add up, and replace those of outer levels. */
    public static <T> Builder<List<T>> list(String name, int min, int max, Read<T> read) {
        Builder<List<T>> draft = new Builder<>(name, min, max, r -> List.of(read.read(r)));
        draft.byDefault = List.of();
        draft.combine = Directive::joined;
        return draft;
    }

    /** Known, valid and without any effect here; {@code -t} says so. */
    public static Builder<Void> noEffect(String name, int min, int max) {
        Builder<Void> draft = new Builder<>(name, min, max, r -> null);
        draft.effective = false;
        draft.combine = (a, b) -> null;
        return draft;
    }

    /** For {@link Builder#combinedBy}: the values add up. */
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

    /** A declaration in the making; {@link #in} ends it. */
    public static final class Builder<T> {
        private static final String NO_EFFECT = "Accepted, without effect.";

        private final String name;
        private Arity arity;
        /** Of one occurrence and what the level said before, or null. */
        private final BiFunction<DirectiveArguments, T, T> read;

        private EnumSet<Context> contexts = EnumSet.noneOf(Context.class);
        private Context opens;
        private boolean block;
        private Inheritance inheritance = Inheritance.ALWAYS;
        private BinaryOperator<T> combine;
        private T byDefault;
        private boolean effective = true;
        private boolean drains = true;
        private List<String> forms = List.of();
        private String meaning = "";
        private String defaultText;
        private String since;
        private String differs;
        private String example;
        private String danger;

        private Builder(String name, int min, int max, Read<T> read) {
            this(name, new Arity(min, max), (r, before) -> read.read(r));
        }

        private Builder(String name, Arity arity, BiFunction<DirectiveArguments, T, T> read) {
            this.name = name;
            this.arity = arity;
            this.read = read;
        }

        /** The value where no level says it. */
        public Builder<T> byDefault(T value) {
            byDefault = value;
            return this;
        }

        /** Not taken over from an outer level. */
        public Builder<T> notInherited() {
            inheritance = Inheritance.NEVER;
            return this;
        }

        /** Taken over by {@code if} and {@code limit_except} only. */
        public Builder<T> namelessInherit() {
            inheritance = Inheritance.NAMELESS;
            return this;
        }

        /** Has braces with directives of that context between them. */
        public Builder<T> opens(Context context) {
            opens = context;
            block = true;
            return this;
        }

        /** Has braces with data between them, read by the directive itself. */
        public Builder<T> withData() {
            block = true;
            return this;
        }

        /** May be said again on one level; how the values become one. */
        public Builder<T> combinedBy(BinaryOperator<T> how) {
            combine = how;
            return this;
        }

        /** May be said again on one level: the occurrences are found in {@link Scope#settings()}. */
        public Builder<T> repeatable() {
            combine = (before, next) -> next;
            return this;
        }

        /** Read and checked, but without any effect here; {@code -t} says so. */
        public Builder<T> withoutEffect() {
            effective = false;
            return this;
        }

        /** It does not concern what is running, so a reload that changes it leaves tunnels alone. */
        public Builder<T> notDraining() {
            drains = false;
            return this;
        }

        /**
         * What stands behind the name, in the notation of nginx's manual; several where it has several forms. Flags, sizes,
         * times and numbers know theirs.
         */
        public Builder<T> syntax(String... ofForms) {
            forms = List.of(ofForms);
            return this;
        }

        /** What it is for, in a sentence or a few. */
        public Builder<T> says(String sentences) {
            meaning = sentences;
            return this;
        }

        /** The default as a file would say it, where the value itself does not tell. Empty: there is none. */
        public Builder<T> defaultText(String said) {
            defaultText = said;
            return this;
        }

        /** Lines of a configuration that uses it. */
        public Builder<T> example(String lines) {
            example = lines;
            return this;
        }

        /** What may go wrong with it, in a sentence or a few. */
        public Builder<T> danger(String sentences) {
            danger = sentences;
            return this;
        }

        /** The release of nginx that brought it, where that is 1.20 or later. */
        public Builder<T> since(String release) {
            since = release;
            return this;
        }

        /** What is different from nginx, in a sentence or a few. */
        public Builder<T> differs(String sentence) {
            differs = sentence;
            return this;
        }

        private DirectiveText text() {
            String said = defaultText != null ? defaultText : arity.min == 0 ? "" : DefaultText.of(byDefault);
            String remarks = effective ? differs : differs == null ? NO_EFFECT : NO_EFFECT + " " + differs;
            List<String> syntax = arity.max == 0 ? List.of("") : forms;
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
}
