package io.gangway.tls;

/** What OCSP says about a client's certificate (RFC 6960), with the texts of {@code $ssl_client_verify}. */
enum OcspStatus {
    GOOD("ok"),
    REVOKED("certificate revoked"),
    UNKNOWN("certificate status unknown"),
    /** There is no valid response. */
    FAILED("certificate status request failed");

    private final String text;

    OcspStatus(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
