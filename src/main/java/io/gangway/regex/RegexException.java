package io.gangway.regex;

/** Thrown for a pattern that PCRE would refuse or that cannot be translated; the message has nginx's wording. */
public final class RegexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegexException(String message) {
        super(message);
    }
}
