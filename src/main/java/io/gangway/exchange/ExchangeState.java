package io.gangway.exchange;

import io.gangway.regex.Match;

/**
 * State of an exchange: the captures of the last match, values of variables, and attachments. Owned by its exchange.
 */
final class ExchangeState {
    /** Deeper nesting of variables is reported as a cycle. */
    private static final int MAX_EVALUATIONS = 100;

    private Match captures;
    /** Null until a value is known. */
    private KnownValues values;

    private int evaluating;
    private final Attachments attachments = new Attachments();

    ExchangeState() {}

    /** State of a subrequest: as in nginx it shares the values of variables with its parent, and nothing else. */
    ExchangeState(ExchangeState parent) {
        if (parent.values == null) {
            parent.values = new KnownValues();
        }
        values = parent.values;
    }

    void captures(Match match) {
        captures = match;
    }

    String capture(int group) {
        String value = captures == null ? null : captures.group(group);
        return value == null ? "" : value;
    }

    boolean evaluate() {
        if (evaluating == MAX_EVALUATIONS) {
            return false;
        }
        evaluating++;
        return true;
    }

    void evaluated() {
        evaluating--;
    }

    /** The known value of a variable, or null. */
    String known(int slot) {
        return values == null ? null : values.get(slot);
    }

    void know(int slot, String value) {
        if (values == null) {
            values = new KnownValues();
        }
        values.put(slot, value);
    }

    Attachments attachments() {
        return attachments;
    }
}
