package io.gangway.conf;

/**
 * A configuration file as it was read; {@code -T} shows it.
 *
 * @param path as it was opened: relative includes stand behind the folder of the main file
 * @param text the whole file, one char per byte
 */
public record SourceFile(String path, String text) {
    /** The file as {@code nginx -T} shows it. */
    public String dump() {
        return "# configuration file " + path + ":\n" + text + "\n";
    }
}
