package io.gangway.conf;

/**
 * A place in a configuration.
 *
 * @param file the file as nginx would name it in an error
 * @param line from 1
 * @param column from 1, in bytes
 */
public record Position(String file, int line, int column) {}
