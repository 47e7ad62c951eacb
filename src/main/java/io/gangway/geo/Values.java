package io.gangway.geo;

import io.gangway.config.DirectiveArguments;

/** The entries of a {@code geo} block: added while the block is read, looked up at run time. */
interface Values {
    /** {@code default value}. */
    void byDefault(DirectiveArguments entry, String value);

    /** Adds an address, a network or a range. */
    void add(DirectiveArguments entry, String text, String value);

    /** {@code delete …}. */
    void delete(DirectiveArguments entry, String text);

    /** The value for an address of 4 or 16 bytes, or the default; empty if there is none. */
    String find(byte[] address);
}
