package io.gangway.exchange;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.Node;
import io.gangway.http.PercentEncoding;
import io.gangway.http.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with variables, compiled once: {@code "$scheme://$host$request_uri"}. Immutable.
 */
public final class Template {
    private interface Part {
        /** {@code quoted}: captures are escaped if the client's uri was. */
        String get(Exchange exchange, boolean quoted);
    }

    /** {@code $1}. */
    private record Capture(int group) implements Part {
        @Override
        public String get(Exchange exchange, boolean quoted) {
            String capture = exchange.capture(group);
            return quoted ? escaped(exchange, capture) : capture;
        }
    }

    private final String source;
    private final Part[] parts;
    private final String constant;

    /** Whether there are captures and other parts: a variable may match a pattern and so change the captures. */
    private final boolean mixed;

    private Template(String source, List<Part> parts, String constant) {
        this.source = source;
        this.parts = parts.toArray(Part[]::new);
        this.constant = constant;
        mixed = parts.size() > 1 && parts.stream().anyMatch(Capture.class::isInstance);
    }

    /** A text without variables. */
    public static Template of(String constant) {
        return new Template(constant, List.of(), constant);
    }

    /**
     * Compiles {@code $name}, {@code ${name}} and {@code $1}.
     *
     * @param node the directive, for errors; null for a text that is not in the file
     * @throws io.gangway.conf.ConfException {@code invalid variable name}, in nginx's wording
     */
    public static Template compile(String text, Variables variables, Node node) {
        if (text.indexOf('$') < 0) {
            return of(text);
        }
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int dollar = text.indexOf('$', at);
            if (dollar != at) {
                String literal = text.substring(at, dollar < 0 ? text.length() : dollar);
                parts.add((exchange, quoted) -> literal);
                at += literal.length();
                continue;
            }
            at = variable(text, dollar + 1, parts, variables, node);
        }
        return new Template(text, parts, null);
    }

    private static int variable(String text, int from, List<Part> parts, Variables variables, Node node) {
        if (from == text.length()) {
            throw ConfErrors.at(node, "invalid variable name");
        }
        char first = text.charAt(from);
        if (first >= '1' && first <= '9') {
            parts.add(new Capture(first - '0'));
            return from + 1;
        }
        boolean braces = first == '{';
        int start = braces ? from + 1 : from;
        if (start == text.length()) {
            throw ConfErrors.at(node, "invalid variable name");
        }
        int end = start;
        while (end < text.length() && isName(text.charAt(end))) {
            end++;
        }
        if (braces && (end == text.length() || text.charAt(end) != '}')) {
            throw ConfErrors.at(
                    node, "the closing bracket in \"" + text.substring(start, end) + "\" variable is missing");
        }
        if (end == start) {
            throw ConfErrors.at(node, "invalid variable name");
        }
        Variable variable = variables.refer(text.substring(start, end), node == null ? null : node.end());
        parts.add((exchange, quoted) -> variable.get(exchange));
        return braces ? end + 1 : end;
    }

    private static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    /** As in nginx, a capture in arguments or a redirect is escaped only if the client's path had escapes. */
    private static String escaped(Exchange exchange, String capture) {
        Target target = exchange.head().uri();
        return target != null && (target.quoted() || target.plus()) ? PercentEncoding.args(capture) : capture;
    }

    /** Renders the text for an exchange; variables without a value are empty. */
    public String render(Exchange exchange) {
        return render(exchange, false);
    }

    /**
     * Renders the text for an exchange. {@code quoted}: captures are escaped, as in the arguments of a rewrite, if the
     * client's path had escapes or a plus.
     */
    public String render(Exchange exchange, boolean quoted) {
        if (constant != null) {
            return constant;
        }
        if (parts.length == 1) {
            String value = parts[0].get(exchange, quoted);
            return value == null ? "" : value;
        }
        return mixed ? captured(exchange, quoted) : joined(exchange, quoted);
    }

    private String joined(Exchange exchange, boolean quoted) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            append(text, part.get(exchange, quoted));
        }
        return text.toString();
    }

    /** As in nginx, the captures are taken after all variables have been evaluated. */
    private String captured(Exchange exchange, boolean quoted) {
        String[] values = new String[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = parts[i] instanceof Capture ? null : parts[i].get(exchange, quoted);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            append(text, parts[i] instanceof Capture ? parts[i].get(exchange, quoted) : values[i]);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String value) {
        if (value != null) {
            text.append(value);
        }
    }

    /** Whether one of the conditions holds: its value is neither empty nor 0. */
    public static boolean any(List<Template> conditions, Exchange exchange) {
        for (Template condition : conditions) {
            String value = condition.render(exchange);
            if (!value.isEmpty() && !value.equals("0")) {
                return true;
            }
        }
        return false;
    }

    /** The text when it has no variables, or null. */
    public String constant() {
        return constant;
    }

    /** The text as written. */
    public String source() {
        return source;
    }

    @Override
    public String toString() {
        return source;
    }
}
