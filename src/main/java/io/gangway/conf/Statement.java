package io.gangway.conf;

import java.util.List;

/**
 * One statement of the lexer: words up to the character that ends them.
 *
 * @param words empty for CLOSE and END
 * @param gangway whether it was written in a {@code #gangway} comment
 * @param at the position of the character that ended it
 */
record Statement(List<Word> words, Ending ending, boolean gangway, Position at) {
    enum Ending {
        SEMICOLON,
        OPEN,
        CLOSE,
        END
    }
}
