package io.gangway.regex;

/**
 * The options in force, as set by {@code (?i)} and others. Each group has its own; a nested group starts with a copy.
 */
final class Flags {
    boolean caseless;
    boolean multiline;
    boolean dotAll;
    boolean extended;
    boolean extendedMore;
    boolean ungreedy;
    boolean noCapture;

    Flags(boolean caseless) {
        this.caseless = caseless;
    }

    Flags copy() {
        var copy = new Flags(caseless);
        copy.become(this);
        return copy;
    }

    void become(Flags other) {
        caseless = other.caseless;
        multiline = other.multiline;
        dotAll = other.dotAll;
        extended = other.extended;
        extendedMore = other.extendedMore;
        ungreedy = other.ungreedy;
        noCapture = other.noCapture;
    }

    /** Does what {@code (?^)} does. */
    void reset() {
        caseless = false;
        multiline = false;
        dotAll = false;
        extended = false;
        extendedMore = false;
        noCapture = false;
    }

    /** Switches one option; false for a letter that is not an option or not supported. */
    boolean set(char letter, boolean on) {
        switch (letter) {
            case 'i' -> caseless = on;
            case 'm' -> multiline = on;
            case 's' -> dotAll = on;
            case 'x' -> {
                extendedMore = on && extended;
                extended = on;
            }
            case 'U' -> ungreedy = on;
            case 'n' -> noCapture = on;
            default -> {
                return false;
            }
        }
        return true;
    }
}
