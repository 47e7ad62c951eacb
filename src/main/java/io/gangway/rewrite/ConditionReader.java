package io.gangway.rewrite;

import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Template;
import io.gangway.exchange.Variable;
import io.gangway.regex.Regex;
import java.util.ArrayList;
import java.util.List;

/** Reads the arguments of {@code if}; the parentheses may be separate words. */
final class ConditionReader {
    private final DirectiveArguments arguments;
    private final List<String> words;

    private ConditionReader(DirectiveArguments arguments) {
        this.arguments = arguments;
        words = new ArrayList<>(arguments.args());
    }

    static Condition read(DirectiveArguments arguments) {
        return new ConditionReader(arguments).condition();
    }

    private Condition condition() {
        stripParentheses();
        if (words.isEmpty()) {
            throw invalid(")");
        }
        String first = words.get(0);
        if (first.length() > 1 && first.startsWith("$")) {
            return variable(first);
        }
        if (first.length() == 2 && first.startsWith("-") || first.length() == 3 && first.startsWith("!-")) {
            return file(first);
        }
        throw invalid(first);
    }

    private void stripParentheses() {
        String first = words.get(0);
        if (!first.startsWith("(")) {
            throw invalid(first);
        }
        words.set(0, first.substring(1));
        int end = words.size() - 1;
        String last = end == 0 && first.length() == 1 ? first : words.get(end);
        if (!last.endsWith(")")) {
            throw invalid(last);
        }
        words.set(end, last.substring(0, last.length() - 1));
        if (last.length() == 1) {
            words.remove(end);
        }
        if (first.length() == 1) {
            words.remove(0);
        }
    }

    private Condition variable(String first) {
        if (words.size() != 1 && words.size() != 3) {
            throw invalid(first);
        }
        Variable variable = arguments.context().variables().refer(first.substring(1), arguments.position());
        if (words.size() == 1) {
            return (run, decision) -> decide(decision, isTrue(variable.get(run.exchange())));
        }
        String operator = words.get(1);
        return switch (operator) {
            case "=" -> equal(variable, arguments.template(words.get(2)), true);
            case "!=" -> equal(variable, arguments.template(words.get(2)), false);
            case "~" -> match(variable, arguments.regex(words.get(2), false), true);
            case "~*" -> match(variable, arguments.regex(words.get(2), true), true);
            case "!~" -> match(variable, arguments.regex(words.get(2), false), false);
            case "!~*" -> match(variable, arguments.regex(words.get(2), true), false);
            default -> throw arguments.error("unexpected \"" + operator + "\" in condition");
        };
    }

    private static Condition equal(Variable variable, Template value, boolean wanted) {
        return (run, decision) -> {
            String text = text(variable.get(run.exchange()));
            return decide(decision, text.equals(value.render(run.exchange(), run.quoted())) == wanted);
        };
    }

    private static Condition match(Variable variable, Regex pattern, boolean wanted) {
        return (run, decision) -> decide(decision, run.match(pattern, text(variable.get(run.exchange()))) == wanted);
    }

    private Condition file(String test) {
        if (words.size() != 2) {
            throw invalid(test);
        }
        Template path = arguments.template(words.get(1));
        FileTest.Kind kind = switch (test.charAt(test.length() - 1)) {
            case 'f' -> FileTest.Kind.PLAIN;
            case 'd' -> FileTest.Kind.DIRECTORY;
            case 'e' -> FileTest.Kind.ANY;
            case 'x' -> FileTest.Kind.EXECUTABLE;
            default -> throw invalid(test);
        };
        return new FileTest(kind, test.startsWith("!"), path);
    }

    private static PhaseResult decide(Condition.Decision decision, boolean value) {
        decision.accept(value);
        return null;
    }

    private static boolean isTrue(String value) {
        return value != null && !value.isEmpty() && !value.equals("0");
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private RuntimeException invalid(String word) {
        return arguments.error("invalid condition \"" + word + "\"");
    }
}
