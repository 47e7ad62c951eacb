package io.gangway.exchange;

import io.gangway.content.Response;

/**
 * Headers of an upstream response that redirected the exchange ({@code X-Accel-Redirect}, {@code X-Accel-Charset});
 * they apply to the response that replaces it.
 */
public final class AccelFields {
    /** The upstream's {@code Content-Type}. */
    public static final AttachmentKey<String> CONTENT_TYPE = new AttachmentKey<>("content_type");
    /** The upstream's {@code Accept-Ranges}. */
    public static final AttachmentKey<String> ACCEPT_RANGES = new AttachmentKey<>("accept_ranges");
    /** The charset that the upstream sets, regardless of the location. */
    public static final AttachmentKey<String> CHARSET = new AttachmentKey<>("override_charset");

    private AccelFields() {}

    /**
     * Sets the content type from the upstream response, otherwise from the uri; and the upstream's {@code
     * Accept-Ranges}.
     */
    public static Response applyTo(Response response, Exchange x) {
        response.acceptRanges(x.get(ACCEPT_RANGES));
        String given = x.get(CONTENT_TYPE);
        if (given != null) {
            return response.contentTypeField(given);
        }
        String type = x.location().settings().types().of(x.uri());
        return response.contentType(type.isEmpty() ? null : type);
    }
}
