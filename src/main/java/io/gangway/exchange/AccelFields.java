package io.gangway.exchange;

import io.gangway.content.Response;

/**
 * What an upstream said that sent the exchange elsewhere ({@code X-Accel-Redirect}, {@code X-Accel-Charset}): it counts for the
 * response that is given in its place.
 */
public final class AccelFields {
    /** Its {@code Content-Type}. */
    public static final AttachmentKey<String> CONTENT_TYPE = new AttachmentKey<>("content_type");
    /** Its {@code Accept-Ranges}. */
    public static final AttachmentKey<String> ACCEPT_RANGES = new AttachmentKey<>("accept_ranges");
    /** The charset that it wants, whatever the location says. */
    public static final AttachmentKey<String> CHARSET = new AttachmentKey<>("override_charset");

    private AccelFields() {}

    /** Gives a response the type that the upstream gave, else that of the uri; and what it said of ranges. */
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
