package io.gangway.http;

/** nginx's percent-decoding outside of request lines. */
final class Unescaper {
    static final int ALL = 0;
    static final int URI = 1;
    static final int REDIRECT = 2;

    private Unescaper() {}

    static String unescape(String s, int type) {
        throw new UnsupportedOperationException(s + type);
    }
}
