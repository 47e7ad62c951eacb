package io.gangway.geo;

import io.gangway.config.DirectiveArguments;

/** The entries of a {@code geo} block while it is read, and afterwards for lookups. */
interface Values {
    /** {@code default value}. */
    void byDefault(DirectiveArguments entry, String value);

    /** An address, a network or a range. */
    void add(DirectiveArguments entry, String text, String value);

    /** {@code delete …}. */
    void delete(DirectiveArguments entry, String text);

    /**
     * The value for an address of 4 or 16 bytes; empty when there is none.
     */
    String find(byte[] address);
}
