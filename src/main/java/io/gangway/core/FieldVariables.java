package io.gangway.core;

import io.gangway.exchange.Variables;
import io.gangway.http.Fields;

/** Variables named after a header field, cookie or argument; and how a cookie is found. */
public final class FieldVariables {
    private FieldVariables() {}

    static void define(Variables variables) {
        variables.definePrefix("http_", name -> x -> joined(x.head().fields(), name, ", "));
        variables.define("http_cookie", x -> joined(x.head().fields(), "cookie", "; "));
        variables.define("content_type", x -> joined(x.head().fields(), "content_type", ", "));
        variables.definePrefix("cookie_", name -> x -> cookie(x.head().fields(), name));
        variables.definePrefix("arg_", name -> x -> argument(x.args(), name));
    }

    /** Joins the values of all fields of a name in which dashes are underscores; null when there is none. */
    static String joined(Fields fields, String name, String separator) {
        String first = null;
        StringBuilder all = null;
        for (int i = 0; i < fields.size(); i++) {
            if (!isNamed(fields.name(i), name)) {
                continue;
            }
            if (first == null) {
                first = fields.value(i);
            } else {
                all = all == null ? new StringBuilder(first) : all;
                all.append(separator).append(fields.value(i));
            }
        }
        return all == null ? first : all.toString();
    }

    /** {@code variable}: in lower case, with underscores. */
    private static boolean isNamed(String field, String variable) {
        if (field.length() != variable.length()) {
            return false;
        }
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            char folded = c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c == '-' ? '_' : c;
            if (folded != variable.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The first cookie of a name, which is case-insensitive as in nginx. */
    static String cookie(Fields fields, String name) {
        for (String line : fields.all("Cookie")) {
            String value = cookie(line, name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The first cookie of a name in the value of a {@code Cookie} field, or null. */
    public static String cookie(String line, String name) {
        for (String pair : line.split(";", -1)) {
            int start = blanks(pair, 0);
            int equals = blanks(pair, start + name.length());
            if (pair.regionMatches(true, start, name, 0, name.length())
                    && equals < pair.length()
                    && pair.charAt(equals) == '=') {
                return pair.substring(blanks(pair, equals + 1));
            }
        }
        return null;
    }

    private static int blanks(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /** The first argument of a name, which is case-insensitive, as it was sent. */
    static String argument(String args, String name) {
        if (args == null || name.isEmpty()) {
            return null;
        }
        int last = args.length() - name.length();
        for (int at = 0; at < last; at++) {
            boolean begins = at == 0 || args.charAt(at - 1) == '&';
            if (begins
                    && args.charAt(at + name.length()) == '='
                    && args.regionMatches(true, at, name, 0, name.length())) {
                int from = at + name.length() + 1;
                int end = args.indexOf('&', from);
                return args.substring(from, end < 0 ? args.length() : end);
            }
        }
        return null;
    }
}
