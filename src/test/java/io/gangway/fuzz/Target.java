package io.gangway.fuzz;

import java.io.IOException;
import java.util.List;

/**
 * A source of untrusted bytes, with the properties that must hold for any input. Any exception of {@link #run} is a
 * finding.
 */
interface Target extends AutoCloseable {
    /** Initial inputs, most of them valid. */
    List<byte[]> seeds();

    /** Parts with a special meaning for this target. */
    List<byte[]> words();

    /** Runs one input. */
    void run(byte[] input) throws Exception;

    /** Checks the state after some inputs; called from time to time, and at the end. */
    default void check() throws Exception {}

    @Override
    default void close() throws IOException {}
}
