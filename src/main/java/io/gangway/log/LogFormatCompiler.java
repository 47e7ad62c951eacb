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

/** Makes parts of the texts of a {@code log_format}. Unlike a template it writes each variable escaped, or a dash. */
final class LogFormatCompiler {
    private final Variables variables;
    private final Escaping escaping;
    private final Position where;
    private final List<LogFormat.Part> parts = new ArrayList<>();

    /** {@code where}: the directive, for errors; null for what nobody wrote. */
    LogFormatCompiler(Variables variables, Escaping escaping, Position where) {
        this.variables = variables;
        this.escaping = escaping;
        this.where = where;
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
            throw new ConfException("the closing bracket in \"" + name + "\" variable is missing", where);
        }
        if (name.isEmpty()) {
            throw invalid(text, dollar);
        }
        Variable variable = variables.refer(name, where);
        parts.add((exchange, line) -> escaping.write(line, value(variable, exchange)));
        return braces ? end + 1 : end;
    }

    /** Null also when a pattern takes too much work: the line is to be written all the same. */
    private static String value(Variable variable, Exchange exchange) {
        try {
            return variable.get(exchange);
        } catch (RegexLimitException e) {
            exchange.unexpected(e);
            return null;
        }
    }

    private ConfException invalid(String text, int dollar) {
        return new ConfException("invalid parameter \"" + text.substring(dollar) + "\"", where);
    }

    private static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }
}
