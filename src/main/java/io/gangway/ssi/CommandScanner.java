package io.gangway.ssi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Finds SSI commands in bytes that arrive in pieces, as nginx does. Stores no more than one command. */
final class CommandScanner {
    /** The kind of the bytes read last. */
    enum Found {
        /** Text, possibly empty; all bytes were read. */
        TEXT,
        /** Text up to the beginning of a command. */
        OPENING,
        /** A part of a command; all bytes were read. */
        PART,
        COMMAND,
        /** The end of a malformed command: see {@link #error()}. */
        BROKEN
    }

    private enum State {
        BEFORE_NAME,
        NAME,
        BEFORE_PARAM,
        PARAM,
        BEFORE_EQUALS,
        BEFORE_VALUE,
        DOUBLE_QUOTED,
        QUOTED,
        AFTER_VALUE,
        END_DASH,
        END,
        ERROR,
        ERROR_DASH,
        ERROR_END
    }

    static final String OPENING = "<!--#";

    private static final int NAME_LENGTH = 32;
    private static final int PARAM_LENGTH = 16;

    private final int valueLength;

    /** The number of bytes of {@link #OPENING} that have matched. */
    private int matched;
    /** The number of bytes held back before the current ones that turned out to be text. */
    private int heldText;

    private State state;
    private String name;
    private String param;
    private boolean escaped;
    private final List<SsiCommand.Param> params = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private String error;

    CommandScanner(int valueLength) {
        this.valueLength = valueLength;
    }

    /** The complete command. */
    SsiCommand ssiCommand() {
        return new SsiCommand(name, List.copyOf(params));
    }

    /** The error, with nginx's wording. */
    String error() {
        return error;
    }

    /**
     * After TEXT and OPENING: the number of bytes of {@link #OPENING} that were held back before, and that precede the
     * text.
     */
    int heldText() {
        return heldText;
    }

    /** After TEXT: the number of bytes held back at the end, where a command may begin. */
    int held() {
        return matched;
    }

    /** Reads bytes up to the next event. */
    Found next(ByteBuffer in) {
        return matched < OPENING.length() ? text(in) : commandPart(in);
    }

    private Found text(ByteBuffer in) {
        int before = matched;
        int start = in.position();
        while (in.hasRemaining() && matched < OPENING.length()) {
            byte b = in.get();
            if (b == OPENING.charAt(matched)) {
                matched++;
            } else {
                matched = b == '<' ? 1 : 0;
            }
        }
        boolean text = before + in.position() - start > matched;
        heldText = text ? before : 0;
        if (matched < OPENING.length()) {
            return Found.TEXT;
        }
        state = State.BEFORE_NAME;
        params.clear();
        word.setLength(0);
        return Found.OPENING;
    }

    private Found commandPart(ByteBuffer in) {
        while (in.hasRemaining()) {
            char c = (char) (in.get() & 0xff);
            boolean broken = state == State.ERROR_END;
            if (c == '>' && (broken || state == State.END)) {
                matched = 0;
                return broken ? Found.BROKEN : Found.COMMAND;
            }
            state = after(c);
        }
        return Found.PART;
    }

    private State after(char c) {
        return switch (state) {
            case BEFORE_NAME -> isBlank(c) ? state : begin(State.NAME, c);
            case NAME -> name(c);
            case BEFORE_PARAM -> isBlank(c) ? state : c == '-' ? State.END_DASH : begin(State.PARAM, c);
            case PARAM -> param(c);
            case BEFORE_EQUALS ->
                isBlank(c)
                        ? state
                        : c == '=' ? State.BEFORE_VALUE : unexpected(c, "after \"" + param + "\" parameter in");
            case BEFORE_VALUE -> beforeValue(c);
            case DOUBLE_QUOTED -> value(c, '"');
            case QUOTED -> value(c, '\'');
            case AFTER_VALUE ->
                isBlank(c)
                        ? State.BEFORE_PARAM
                        : c == '-'
                                ? State.END_DASH
                                : unexpected(
                                        c, "after \"" + lastValue() + "\" value of \"" + param + "\" parameter in");
            case END_DASH -> c == '-' ? State.END : unexpected(c, "in");
            case END -> unexpected(c, "in");
            case ERROR -> c == '-' ? State.ERROR_DASH : state;
            case ERROR_DASH -> c == '-' ? State.ERROR_END : State.ERROR;
            case ERROR_END -> State.ERROR;
        };
    }

    private State begin(State newState, char c) {
        word.setLength(0);
        word.append(c);
        return newState;
    }

    private State name(char c) {
        if (isBlank(c) || c == '-') {
            name = word.toString();
            return c == '-' ? State.END_DASH : State.BEFORE_PARAM;
        }
        if (word.length() == NAME_LENGTH) {
            error = "the \"" + word + c + "...\" SSI command is too long";
            return State.ERROR;
        }
        word.append(c);
        return state;
    }

    private State param(char c) {
        if (isBlank(c) || c == '=' || c == '-') {
            param = word.toString();
            return isBlank(c) ? State.BEFORE_EQUALS : c == '=' ? State.BEFORE_VALUE : invalidParam();
        }
        if (word.length() == PARAM_LENGTH) {
            error = "too long \"" + word + c + "...\" parameter in \"" + name + "\" SSI command";
            return State.ERROR;
        }
        word.append(c);
        return state;
    }

    private State invalidParam() {
        error = "invalid \"" + param + "-\" parameter in \"" + name + "\" SSI command";
        return State.ERROR_DASH;
    }

    private State beforeValue(char c) {
        if (isBlank(c)) {
            return state;
        }
        word.setLength(0);
        escaped = false;
        return c == '"'
                ? State.DOUBLE_QUOTED
                : c == '\'' ? State.QUOTED : unexpected(c, "before value of \"" + param + "\" parameter in");
    }

    private State value(char c, char quote) {
        if (c == quote && !escaped) {
            params.add(new SsiCommand.Param(param, word.toString()));
            return State.AFTER_VALUE;
        }
        if (word.length() == valueLength) {
            error = "too long \"" + word + c + "...\" value of \"" + param + "\" parameter in \"" + name
                    + "\" SSI command";
            return c == '-' ? State.ERROR_DASH : State.ERROR;
        }
        escaped = c == '\\' && !escaped;
        word.append(c);
        return state;
    }

    private String lastValue() {
        return params.get(params.size() - 1).value();
    }

    private State unexpected(char c, String where) {
        error = "unexpected \"" + c + "\" symbol " + where + " \"" + name + "\" SSI command";
        return c == '-' && state != State.END_DASH && state != State.END ? State.ERROR_DASH : State.ERROR;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
