package io.gangway.ssi;

import io.gangway.exchange.Exchange;

/**
 * Expands the value of a parameter: {@code $variables}, and backslashes before quotes, backslashes and dollar signs.
 */
final class ParamText {
    private final Exchange exchange;
    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private ParamText(Exchange exchange, String source) {
        this.exchange = exchange;
        this.source = source;
    }

    static String of(Exchange exchange, String source) throws SsiException {
        return new ParamText(exchange, source).text();
    }

    /**
     * Expands a URI; a relative one is resolved against the directory of the page. Empty if all of its variables are.
     */
    static String uri(Exchange exchange, String source) throws SsiException {
        String uri = of(exchange, source);
        if (uri.startsWith("/") || uri.isEmpty() && !source.isEmpty()) {
            return uri;
        }
        return exchange.uri().substring(0, exchange.uri().lastIndexOf('/') + 1) + uri;
    }

    private String text() throws SsiException {
        while (at < source.length()) {
            char c = source.charAt(at++);
            if (c == '$') {
                variable();
            } else if (c == '\\') {
                escaped();
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private void escaped() {
        if (at == source.length()) {
            return;
        }
        char c = source.charAt(at++);
        if (c != '\\' && c != '\'' && c != '"' && c != '$') {
            out.append('\\');
        }
        out.append(c);
    }

    private void variable() throws SsiException {
        boolean braces = at < source.length() && source.charAt(at) == '{';
        if (braces) {
            at++;
        }
        int start = at;
        while (at < source.length() && isNamePart(source.charAt(at))) {
            at++;
        }
        String name = source.substring(start, at);
        if (braces && start < source.length()) {
            if (at == source.length() || source.charAt(at) != '}') {
                throw new SsiException("the closing bracket in \"" + name + "\" variable is missing");
            }
            at++;
        }
        if (name.isEmpty()) {
            throw new SsiException("invalid variable name in \"" + source + "\"");
        }
        String value = SsiVariables.get(exchange, name);
        if (value != null) {
            out.append(value);
        }
    }

    private static boolean isNamePart(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
    }
}
