package io.gangway.regex;

/** A subject that counts how often it is read. Belongs to one match on one thread. */
final class MeteredInput implements CharSequence {
    private final String subject;
    private int left;

    MeteredInput(String subject, int limit) {
        this.subject = subject;
        this.left = limit;
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw new WorkLimitException();
        }
        return subject.charAt(index);
    }

    @Override
    public int length() {
        return subject.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return subject.substring(start, end);
    }

    @Override
    public String toString() {
        return subject;
    }
}
