package io.gangway.conf;

/**
 * One word of a directive, with quotes and escapes resolved; one char per byte.
 *
 * @param text the value
 * @param quoted whether it was written in quotes
 * @param position of its first character
 */
public record Word(String text, boolean quoted, Position position) {
    @Override
    public String toString() {
        return text;
    }
}
