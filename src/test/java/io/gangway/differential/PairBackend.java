package io.gangway.differential;

/** A backend of a pair file that does not speak HTTP/1. */
interface PairBackend extends AutoCloseable {
    /** The name in the configuration: {@code %{backend:NAME}}. */
    String name();

    String address();

    /** Forgets what was received. */
    void clear();

    /** What was received, as text: the parameters and the body. */
    void append(StringBuilder text, Normal normal);
}
