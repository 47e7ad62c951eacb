package io.gangway.conf;

/**
 * A position in a configuration.
 *
 * @param file the file as nginx would name it in an error; one char per byte
 * @param line from 1; 0 where nginx names no line, as in {@code -g}
 * @param column from 1, in bytes
 */
public record Position(String file, int line, int column) {
    /** Takes the place of the file name in errors of {@code -g}. */
    public static final String COMMAND_LINE = "command line";

    /** {@code FILE:LINE}, or the file alone when there is no line. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
