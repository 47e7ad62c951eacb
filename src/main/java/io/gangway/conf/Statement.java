package io.gangway.conf;

import java.util.List;

/**
 * What the lexer finds at once: words up to the character that ends them.
 *
 * @param words empty for CLOSE and END
 * @param gangway whether it stood in a {@code #gangway} comment
 * @param at the character that ended it
 */
record Statement(List<Word> words, Ending ending, boolean gangway, Position at) {
    enum Ending {
        SEMICOLON,
        OPEN,
        CLOSE,
        END
    }
}
