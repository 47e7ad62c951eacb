package io.gangway.fuzz;

import java.io.IOException;
import java.util.List;

/**
 * One place where bytes of strangers come in, and what must hold there whatever they are. Any exception that {@link #run}
 * throws is a finding.
 */
interface Target extends AutoCloseable {
    /** Inputs to begin with; most of them are right. */
    List<byte[]> seeds();

    /** Pieces that mean something here. */
    List<byte[]> words();

    /** Takes one input. */
    void run(byte[] input) throws Exception;

    /** Asks whether all is well after some inputs; done now and then, and at the end. */
    default void check() throws Exception {}

    @Override
    default void close() throws IOException {}
}
