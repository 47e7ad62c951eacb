package io.gangway.cli;

/** A command line that nginx would refuse; the message has nginx's wording. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String word;

    /** @param word what could not be understood, for a {@link UsageHint}; null where there is nothing to guess */
    UsageException(String message, String word) {
        super(message);
        this.word = word;
    }

    String word() {
        return word;
    }
}
