package io.gangway.admin;

/** A text that {@link JsonObject} does not read. */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean nested;

    JsonException(String message, boolean nested) {
        super(message, null, false, false);
        this.nested = nested;
    }

    /** Whether it is JSON so far, but a value is an object or an array. */
    public boolean isNested() {
        return nested;
    }
}
