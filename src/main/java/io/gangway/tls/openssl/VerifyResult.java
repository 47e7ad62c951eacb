package io.gangway.tls.openssl;

/** The results of OpenSSL's certificate verification (openssl-verification-options(1)), with their codes and texts. */
public enum VerifyResult {
    OK(0, "ok"),
    UNSPECIFIED(1, "unspecified certificate verification error"),
    NO_ISSUER(2, "unable to get issuer certificate"),
    NO_CRL(3, "unable to get certificate CRL"),
    SIGNATURE(7, "certificate signature failure"),
    CRL_SIGNATURE(8, "CRL signature failure"),
    NOT_YET_VALID(9, "certificate is not yet valid"),
    EXPIRED(10, "certificate has expired"),
    CRL_NOT_YET_VALID(11, "CRL is not yet valid"),
    CRL_EXPIRED(12, "CRL has expired"),
    SELF_SIGNED(18, "self-signed certificate"),
    SELF_SIGNED_IN_CHAIN(19, "self-signed certificate in certificate chain"),
    NO_LOCAL_ISSUER(20, "unable to get local issuer certificate"),
    FIRST_UNVERIFIED(21, "unable to verify the first certificate"),
    REVOKED(23, "certificate revoked"),
    BAD_PURPOSE(26, "unsuitable certificate purpose");

    private final int code;
    private final String text;

    VerifyResult(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** Whether {@code ssl_verify_client optional_no_ca} accepts it: only the path to a trusted root is missing. */
    public boolean isOptional() {
        return this == SELF_SIGNED
                || this == SELF_SIGNED_IN_CHAIN
                || this == NO_LOCAL_ISSUER
                || this == FIRST_UNVERIFIED;
    }

    /** As logged: {@code 20:unable to get local issuer certificate}. */
    @Override
    public String toString() {
        return code + ":" + text;
    }

    /** The text alone, as in {@code $ssl_client_verify}. */
    public String text() {
        return text;
    }
}
