package io.gangway.conf;

import io.gangway.conf.Statement.Ending;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits a configuration into statements by nginx's rules ({@code src/core/ngx_conf_file.c}). Confined to the thread
 * that reads.
 */
final class Lexer {
    /** nginx reads through a buffer of this size; each word and each comment must fit into it. */
    private static final int BUFFER = 4096;

    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
    private static final String GANGWAY = "#gangway";

    private final String file;
    private final String text;
    private final int limit;
    private final String unexpectedEnd;

    /** The position of each line, when it differs from the text; else empty. */
    private List<Position> lines = List.of();

    private int pos;
    private int line;
    private int lineStart;

    /** The start of the current word or comment, from which the buffer must reach. */
    private int start;

    private int startLine;
    private int startLineStart;

    /** The texts of all words, since large files repeat most of them. */
    private final Map<String, String> texts = new HashMap<>();

    /** The words of the current statement so far. */
    private final List<Word> words = new ArrayList<>();

    private Lexer(String file, String text, int limit, String unexpectedEnd) {
        this.file = file;
        this.text = text;
        this.limit = limit;
        this.unexpectedEnd = unexpectedEnd;
    }

    /** Reads a file; a UTF-8 byte order mark is skipped. */
    static Lexer file(SourceFile source) {
        String text = source.text();
        Lexer lexer = new Lexer(source.path(), text, text.length(), "unexpected end of file, expecting \";\" or \"}\"");
        lexer.line = 1;
        if (text.startsWith(BYTE_ORDER_MARK)) {
            lexer.pos = BYTE_ORDER_MARK.length();
            lexer.lineStart = lexer.pos;
        }
        return lexer;
    }

    /** The same with the given positions of lines in errors. */
    static Lexer file(SourceFile source, List<Position> lines) {
        Lexer lexer = file(source);
        lexer.lines = lines;
        return lexer;
    }

    /** Reads the argument of {@code -g}, which counts as one line whatever it contains. */
    static Lexer commandLine(String text) {
        return new Lexer(Position.COMMAND_LINE, text, text.length(), "unexpected end of parameter, expecting \";\"");
    }

    Statement next() {
        words.clear();
        markStart();
        for (; ; ) {
            skipBlanks();
            if (pos >= limit) {
                if (!words.isEmpty()) {
                    throw error(unexpectedEnd);
                }
                return statement(Ending.END);
            }
            char c = peek();
            switch (c) {
                case ';', '{' -> {
                    if (words.isEmpty()) {
                        throw unexpected(c);
                    }
                    return statement(c == ';' ? Ending.SEMICOLON : Ending.OPEN);
                }
                case '}' -> {
                    if (!words.isEmpty()) {
                        throw unexpected(c);
                    }
                    return statement(Ending.CLOSE);
                }
                case '#' -> {
                    Statement directive = comment();
                    if (directive != null) {
                        return directive;
                    }
                }
                case '"', '\'' -> words.add(quoted(c));
                default -> words.add(bare());
            }
        }
    }

    /** Skips Lua code up to the brace that closes its block; returns the position of that brace. */
    Position skipLua() {
        int end = new LuaCode(text, limit).end(pos);
        while (pos < end) {
            advance();
        }
        if (pos == limit) {
            throw error(unexpectedEnd);
        }
        Position close = position();
        advance();
        return close;
    }

    private Statement statement(Ending ending) {
        Position at = position();
        if (ending != Ending.END) {
            advance();
        }
        return new Statement(List.copyOf(words), ending, false, at);
    }

    private void skipBlanks() {
        while (pos < limit) {
            char c = peek();
            markStart();
            if (!isBlank(c)) {
                return;
            }
            advance();
            skipIndent();
        }
    }

    /** What {@link #skipBlanks} does for a run of spaces, which make up much of a file. */
    private void skipIndent() {
        while (pos < limit && text.charAt(pos) == ' ') {
            pos++;
        }
        markStart();
    }

    private Word quoted(char quote) {
        Position at = position();
        advance();
        markStart();
        while (peek(quote) != quote) {
            skipCharacter(quote);
        }
        Word word = new Word(word(), true, at);
        advance();
        char c = peek();
        if (!isBlank(c) && c != ';' && c != '{' && c != ')') {
            throw unexpected(c);
        }
        skipBlank(c);
        return word;
    }

    private Word bare() {
        Position at = position();
        boolean dollar = false;
        for (; ; ) {
            if (!dollar) {
                skipPlain();
            }
            char c = peek();
            if (c != '{' || !dollar) {
                if (isBlank(c) || c == ';' || c == '{') {
                    Word word = new Word(word(), false, at);
                    skipBlank(c);
                    return word;
                }
                dollar = c == '$';
            }
            skipCharacter('\0');
        }
    }

    /** The text from the start of the word to here. */
    private String word() {
        String word = unescape(text.substring(start, pos));
        String known = texts.putIfAbsent(word, word);
        return known == null ? word : known;
    }

    /** Skips characters that only belong to the word, up to the end of nginx's buffer. */
    private void skipPlain() {
        int end = line > 0 ? Math.min(limit, start + BUFFER) : limit;
        while (pos < end && isPlain(text.charAt(pos))) {
            pos++;
        }
    }

    /** The space after a word is read before nginx releases the word's part of the buffer. */
    private void skipBlank(char c) {
        if (isBlank(c)) {
            advance();
        }
    }

    /** The directive in a {@code #gangway} comment; null for any other comment. */
    private Statement comment() {
        int begin = pos;
        while (pos < limit && peek() != '\n') {
            advance();
        }
        int after = begin + GANGWAY.length();
        if (!text.startsWith(GANGWAY, begin) || (after < pos && !isBlank(text.charAt(after)))) {
            return null;
        }
        Lexer inside = new Lexer(file, text, pos, "unexpected end of \"#gangway\" comment, expecting \";\"");
        inside.pos = after;
        inside.line = line;
        inside.lineStart = lineStart;
        if (!words.isEmpty()) {
            throw error("\"#gangway\" comment inside directive \"" + words.get(0) + "\"");
        }
        return inside.onlyDirective();
    }

    private Statement onlyDirective() {
        Statement directive = next();
        switch (directive.ending()) {
            case END -> throw error("\"#gangway\" comment without a directive");
            case OPEN -> throw error("unexpected \"{\" in \"#gangway\" comment");
            case CLOSE -> throw error("unexpected \"}\" in \"#gangway\" comment");
            case SEMICOLON -> {
                if (directive.gangway() || next().ending() != Ending.END) {
                    throw error("\"#gangway\" comment has more than one directive");
                }
            }
        }
        return new Statement(directive.words(), Ending.SEMICOLON, true, directive.at());
    }

    /** Advances by one character, or by two when the first is a backslash. */
    private void skipCharacter(char quote) {
        if (text.charAt(pos) == '\\') {
            advance();
            peek(quote);
        }
        advance();
    }

    private void advance() {
        if (text.charAt(pos++) == '\n') {
            lineStart = pos;
            if (line > 0) {
                line++;
            }
        }
    }

    private void markStart() {
        start = pos;
        startLine = line;
        startLineStart = lineStart;
    }

    private char peek() {
        return peek('\0');
    }

    /** The current character; {@code quote} is the end of the word, for the message. */
    private char peek(char quote) {
        if (pos >= limit) {
            throw error(unexpectedEnd);
        }
        if (pos - start >= BUFFER && line > 0) {
            String message = quote == '\0'
                    ? "too long parameter \"" + text.substring(start, start + 10) + "...\" started"
                    : "too long parameter, probably missing terminating \"" + quote + "\" character";
            throw new ConfException(message, position(startLine, start - startLineStart));
        }
        return text.charAt(pos);
    }

    private Position position() {
        return position(line, pos - lineStart);
    }

    private Position position(int atLine, int before) {
        if (!lines.isEmpty()) {
            return lines.get(Math.min(atLine, lines.size()) - 1);
        }
        return new Position(file, atLine, before + 1);
    }

    private ConfException unexpected(char c) {
        return error("unexpected \"" + c + "\"");
    }

    private ConfException error(String message) {
        return new ConfException(message, position());
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c != ';' && c != '{' && c != '\\' && c != '$';
    }

    private static String unescape(String raw) {
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            char next = i + 1 < raw.length() ? raw.charAt(i + 1) : '\0';
            if (c != '\\' || "\"'\\trn".indexOf(next) < 0) {
                out.append(c);
                continue;
            }
            i++;
            out.append(
                    switch (next) {
                        case 't' -> '\t';
                        case 'r' -> '\r';
                        case 'n' -> '\n';
                        default -> next;
                    });
        }
        return out.toString();
    }
}
