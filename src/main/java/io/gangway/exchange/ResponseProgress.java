package io.gangway.exchange;

import io.gangway.http.Fields;

/** The part of an exchange's response that has been sent to the client. Confined to the loop. */
public interface ResponseProgress {
    /** Bytes sent so far, header included ({@code $bytes_sent}). */
    long bytesSent();

    /** Bytes sent so far without the header, chunk headers included ({@code $body_bytes_sent}). */
    long bodyBytesSent();

    /** Whether no byte of the header has been sent yet. */
    boolean isUncommitted();

    /** Whether the body is sent in chunks ({@code $sent_http_transfer_encoding}). */
    default boolean isChunked() {
        return false;
    }

    /** The trailer fields sent so far ({@code $sent_trailer_name}). */
    default Fields trailers() {
        return Fields.EMPTY;
    }
}
