package io.gangway.conf;

/**
 * A place in a configuration.
 *
 * @param file the file as nginx would name it in an error; one char per byte
 * @param line from 1; 0 where nginx names no line, as in {@code -g}
 * @param column from 1, in bytes
 */
public record Position(String file, int line, int column) {
    /** What stands in the place of a file name in errors of {@code -g}. */
    public static final String COMMAND_LINE = "command line";

    /** {@code FILE:LINE}, or the file alone where there is no line. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
