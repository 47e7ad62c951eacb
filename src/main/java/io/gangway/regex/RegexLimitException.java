package io.gangway.regex;

/** Thrown for a match that takes too much work, like PCRE's match limit; nginx logs an alert and responds with 500. */
public final class RegexLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegexLimitException(String subject, String pattern) {
        super("pcre2_match() failed: -47 on \"" + subject + "\" using \"" + pattern + "\"");
    }
}
