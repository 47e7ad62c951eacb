package io.gangway.http;

/** nginx's normalisation of a target. */
final class TargetParser {
    private TargetParser() {}

    static Target parse(String raw, boolean mergeSlashes) throws BadMessage {
        throw new UnsupportedOperationException(raw);
    }
}
