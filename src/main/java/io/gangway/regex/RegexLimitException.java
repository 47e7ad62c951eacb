package io.gangway.regex;

/** A match that took too much work, as with PCRE's match limit; nginx logs it as an alert and answers 500. */
public final class RegexLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegexLimitException(String subject, String pattern) {
        super("pcre2_match() failed: -47 on \"" + subject + "\" using \"" + pattern + "\"");
    }
}
