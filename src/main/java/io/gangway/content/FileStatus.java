package io.gangway.content;

/**
 * What a file is.
 *
 * @param kind the type of the file
 * @param access permission bits, such as 0644 in octal
 * @param size in bytes
 * @param modified in seconds since 1970
 */
public record FileStatus(Kind kind, int access, long size, long modified) {
    /** The type of a file. */
    public enum Kind {
        REGULAR,
        DIRECTORY,
        LINK,
        /** A device, socket or pipe. */
        SPECIAL
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }
}
