package io.gangway.log;

import io.gangway.conf.ConfException;
import io.gangway.conf.Position;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;
import io.gangway.exchange.Variables;
import io.gangway.regex.RegexLimitException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles the strings of a {@code log_format}. Unlike in a template, values are escaped, and a missing one is a dash.
 */
final class LogFormatCompiler {
    private final Variables variables;
    private final Escaping escaping;
    private final Position position;
    private final List<LogFormat.Part> parts = new ArrayList<>();

    /** Creates a compiler; {@code position} is that of the directive, or null for the built-in format. */
    LogFormatCompiler(Variables variables, Escaping escaping, Position position) {
        this.variables = variables;
        this.escaping = escaping;
        this.position = position;
    }

    LogFormat.Part[] parts() {
        return parts.toArray(LogFormat.Part[]::new);
    }

    void text(String text) {
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == '$') {
                at = variable(text, at);
            } else {
                int dollar = text.indexOf('$', at);
                int end = dollar < 0 ? text.length() : dollar;
                byte[] literal = text.substring(at, end).getBytes(StandardCharsets.ISO_8859_1);
                parts.add((exchange, line) -> line.add(literal));
                at = end;
            }
        }
    }

    private int variable(String text, int dollar) {
        boolean braces = text.startsWith("{", dollar + 1);
        int start = dollar + (braces ? 2 : 1);
        int end = start;
        while (end < text.length() && isName(text.charAt(end))) {
            end++;
        }
        if (start == text.length()) {
            throw invalid(text, dollar);
        }
        String name = text.substring(start, end);
        boolean closed = end < text.length() && text.charAt(end) == '}';
        if (braces && !closed) {
            throw new ConfException("the closing bracket in \"" + name + "\" variable is missing", position);
        }
        if (name.isEmpty()) {
            throw invalid(text, dollar);
        }
        Variable variable = variables.refer(name, position);
        parts.add((exchange, line) -> escaping.write(line, value(variable, exchange)));
        return braces ? end + 1 : end;
    }

    /** Null also when a pattern exceeds its limit: the line is written anyway. */
    static String value(Variable variable, Exchange exchange) {
        try {
            return variable.get(exchange);
        } catch (RegexLimitException e) {
            exchange.unexpected(e);
            return null;
        }
    }

    private ConfException invalid(String text, int dollar) {
        return new ConfException("invalid parameter \"" + text.substring(dollar) + "\"", position);
    }

    private static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }
}
