package io.gangway.regex;

/**
 * A translated part of a pattern.
 *
 * @param java an atom, or a whole alternation
 * @param single the bytes when it matches exactly one byte and captures nothing, else null
 * @param repeatable whether a quantifier may follow
 */
record Piece(String java, ByteSet single, boolean repeatable) {
    static Piece of(ByteSet set) {
        return new Piece(set.toJava(), set, true);
    }

    static Piece group(String java) {
        return new Piece(java, null, true);
    }

    /** An assertion or an option: no quantifier may follow. */
    static Piece mark(String java) {
        return new Piece(java, null, false);
    }
}
