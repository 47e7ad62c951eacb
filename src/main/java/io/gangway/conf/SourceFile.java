package io.gangway.conf;

/**
 * A configuration file as it was read; {@code -T} shows it.
 *
 * @param path as it was opened: relative includes stand behind the folder of the main file
 * @param text the whole file, one char per byte
 * @param shippedFor where the {@code include} stands that had to do with a file of ours, for there is none at the path; else null
 */
public record SourceFile(String path, String text, Position shippedFor) {
    /** A file that is there. */
    public SourceFile(String path, String text) {
        this(path, text, null);
    }

    /** The file as {@code nginx -T} shows it. */
    public String dump() {
        return "# configuration file " + path + ":\n" + text + "\n";
    }
}
