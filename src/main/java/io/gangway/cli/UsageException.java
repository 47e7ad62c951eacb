package io.gangway.cli;

/** An invalid command line; the message has nginx's wording. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String word;

    /** @param word the unknown word, for a {@link UsageHint}; null if there is nothing to guess */
    UsageException(String message, String word) {
        super(message);
        this.word = word;
    }

    String word() {
        return word;
    }
}
