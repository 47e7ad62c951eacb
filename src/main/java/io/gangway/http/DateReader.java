package io.gangway.http;

/** Walks over one date, as nginx does. */
final class DateReader {
    private final String value;

    DateReader(String value) {
        this.value = value;
    }

    long read() {
        throw new UnsupportedOperationException(value);
    }
}
