package io.gangway.conf;

/**
 * A configuration file as read; {@code -T} shows it.
 *
 * @param path the path that was opened: the directory of the main file precedes relative includes
 * @param text the whole file, one char per byte
 * @param shippedFor the position of the {@code include} for which a built-in file was read, as there is none at the
 *     path; else null
 */
public record SourceFile(String path, String text, Position shippedFor) {
    /** A file that exists. */
    public SourceFile(String path, String text) {
        this(path, text, null);
    }

    /** The file as {@code nginx -T} shows it. */
    public String dump() {
        return "# configuration file " + path + ":\n" + text + "\n";
    }
}
