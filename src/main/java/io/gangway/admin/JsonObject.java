package io.gangway.admin;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the body of a change: one JSON object of texts, numbers, booleans and null, strictly by RFC 8259. Jetty's parser
 * reads responses of trusted peers: it completes truncated texts, recurses without a limit, and loads the class that a
 * member {@code class} names. What a client sends is read here.
 */
public final class JsonObject {
    private static final int MAX_NUMBER = 20;

    private final String text;
    private int pos;

    private JsonObject(String text) {
        this.text = text;
    }

    /**
     * The members in their order; values are {@link String}, {@link Long}, {@link Double}, {@link Boolean} or null.
     *
     * @throws JsonException when the text is not such an object
     */
    public static Map<String, Object> parse(String text) throws JsonException {
        JsonObject reader = new JsonObject(text);
        Map<String, Object> members = reader.object();
        reader.space();
        if (reader.pos < text.length()) {
            throw reader.unexpected();
        }
        return members;
    }

    private Map<String, Object> object() throws JsonException {
        Map<String, Object> members = new LinkedHashMap<>();
        space();
        expect('{');
        space();
        if (peek() == '}') {
            pos++;
            return members;
        }
        while (true) {
            space();
            String name = string();
            space();
            expect(':');
            space();
            if (members.containsKey(name)) {
                throw new JsonException("duplicate member \"" + name + "\"", false);
            }
            members.put(name, value(name));
            space();
            if (peek() == '}') {
                pos++;
                return members;
            }
            expect(',');
        }
    }

    private Object value(String name) throws JsonException {
        return switch (peek()) {
            case '"' -> string();
            case '{', '[' -> throw new JsonException("nested object or list in \"" + name + "\"", true);
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Object word(String word, Object value) throws JsonException {
        if (!text.startsWith(word, pos)) {
            throw unexpected();
        }
        pos += word.length();
        return value;
    }

    private Object number() throws JsonException {
        int begin = pos;
        while (pos < text.length() && "+-.eE0123456789".indexOf(text.charAt(pos)) >= 0) {
            pos++;
        }
        String number = text.substring(begin, pos);
        if (number.length() > MAX_NUMBER || !number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            pos = begin;
            throw unexpected();
        }
        if (number.matches("-?[0-9]{1,18}")) {
            return Long.valueOf(number);
        }
        return Double.valueOf(number);
    }

    private String string() throws JsonException {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (true) {
            char c = peek();
            if (c < ' ') {
                throw unexpected();
            }
            pos++;
            if (c == '"') {
                return string.toString();
            }
            string.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() throws JsonException {
        char c = peek();
        pos++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                pos--;
                throw unexpected();
            }
        };
    }

    private char unicode() throws JsonException {
        int end = pos + 4;
        if (end > text.length() || !text.substring(pos, end).matches("[0-9a-fA-F]{4}")) {
            throw unexpected();
        }
        char c = (char) Integer.parseInt(text.substring(pos, end), 16);
        pos = end;
        return c;
    }

    private void space() {
        while (pos < text.length() && " \t\r\n".indexOf(text.charAt(pos)) >= 0) {
            pos++;
        }
    }

    private void expect(char c) throws JsonException {
        if (peek() != c) {
            throw unexpected();
        }
        pos++;
    }

    private char peek() throws JsonException {
        if (pos == text.length()) {
            throw new JsonException("unexpected end", false);
        }
        return text.charAt(pos);
    }

    private JsonException unexpected() {
        return new JsonException("unexpected character at " + pos, false);
    }
}
