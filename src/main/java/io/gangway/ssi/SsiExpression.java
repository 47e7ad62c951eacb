package io.gangway.ssi;

import io.gangway.exchange.Exchange;
import io.gangway.regex.Regex;
import io.gangway.regex.RegexException;
import io.gangway.regex.RegexLimitException;

/**
 * The expression of an {@code if}: {@code $variable}, {@code $variable = text}, {@code $variable != /regex/}. Its left
 * side is in lower case, as in nginx.
 */
final class SsiExpression {
    private final Exchange exchange;
    private final String source;

    private SsiExpression(Exchange exchange, String source) {
        this.exchange = exchange;
        this.source = source;
    }

    static boolean holds(Exchange exchange, String source) throws SsiException {
        return new SsiExpression(exchange, source).holds();
    }

    private boolean holds() throws SsiException {
        int end = 0;
        while (end < source.length() && isLeft(source.charAt(end))) {
            end++;
        }
        String left = ParamText.of(exchange, lowerCase(source.substring(0, end)));
        int at = blanks(end);
        if (at == source.length()) {
            return !left.isEmpty();
        }
        boolean negative = source.startsWith("!=", at);
        if (!negative && source.charAt(at) != '=') {
            throw invalid();
        }
        return matches(left, blanks(at + (negative ? 2 : 1))) != negative;
    }

    private boolean matches(String left, int from) throws SsiException {
        int length = source.length();
        if (from < length - 1 && source.charAt(from) == '/') {
            if (source.charAt(length - 1) != '/') {
                throw invalid();
            }
            return matchesRegex(left, ParamText.of(exchange, source.substring(from + 1, length - 1)));
        }
        boolean escaped = from < length - 1 && source.startsWith("\\/", from);
        return left.equals(ParamText.of(exchange, source.substring(escaped ? from + 1 : from)));
    }

    private boolean matchesRegex(String text, String pattern) throws SsiException {
        try {
            return SsiVariables.match(exchange, Regex.compile(pattern, false), text);
        } catch (RegexException | RegexLimitException e) {
            throw new SsiException(e.getMessage());
        }
    }

    private SsiException invalid() {
        return new SsiException("invalid expression in \"" + source + "\"");
    }

    private int blanks(int from) {
        int at = from;
        while (at < source.length() && source.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static boolean isLeft(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "${}_\"'".indexOf(c) >= 0;
    }

    /** Only ASCII: a char is a byte. */
    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c);
        }
        return lower.toString();
    }
}
