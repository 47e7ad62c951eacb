package io.gangway.http;

/** What the fields of a request head mean, gathered line by line as nginx does. Owned by one parser. */
final class RequestFacts {
    private Host host;
    private long contentLength = -1;
    private boolean chunked;
    private Boolean keepAlive;
    private boolean expectContinue;
    private String upgrade;

    Host host() {
        return host;
    }

    long contentLength() {
        return contentLength;
    }

    boolean chunked() {
        return chunked;
    }

    boolean keepAlive(Version version) {
        return keepAlive != null ? keepAlive : version.atLeast(Version.HTTP_1_1);
    }

    boolean expectContinue() {
        return expectContinue;
    }

    String upgrade() {
        return upgrade;
    }
}
