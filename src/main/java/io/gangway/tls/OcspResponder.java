package io.gangway.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** Asks an OCSP responder by HTTP (RFC 6960, appendix A). */
final class OcspResponder {
    private static final int TIMEOUT_MILLIS = (int) TimeUnit.SECONDS.toMillis(10);
    /** Far more than a response needs; the certificate of the responder is the largest part. */
    private static final int MAX_RESPONSE = 65536;

    private static final int PIECE = 4096;

    private OcspResponder() {}

    /** Checks the URL of a responder, in nginx's words. */
    static URI parse(String url, String where) throws OcspException {
        if (url.length() <= 7 || !url.regionMatches(true, 0, "http://", 0, 7)) {
            throw new OcspException("invalid URL prefix in OCSP responder \"" + url + "\" in " + where);
        }
        try {
            URI uri = new URI(url);
            if (uri.getHost() == null && uri.getAuthority() != null) {
                throw new OcspException("invalid port in OCSP responder \"" + url.substring(7) + "\" in " + where);
            }
            if (uri.getHost() == null) {
                throw new OcspException("no host in OCSP responder \"" + url.substring(7) + "\" in " + where);
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new OcspException("invalid url in OCSP responder \"" + url.substring(7) + "\" in " + where);
        }
    }

    /** Sends a request by GET, as nginx does, and returns the response. Blocks, with a time-out. */
    static byte[] ask(URI responder, byte[] request) throws OcspException {
        try {
            return get(responder, request);
        } catch (IOException e) {
            throw new OcspException("OCSP responder \"" + responder + "\" failed", e);
        }
    }

    private static byte[] get(URI responder, byte[] request) throws IOException, OcspException {
        String encoded = URLEncoder.encode(Base64.getEncoder().encodeToString(request), StandardCharsets.ISO_8859_1);
        String base = responder.toString();
        URI uri = URI.create(base.endsWith("/") ? base + encoded : base + "/" + encoded);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new OcspException("OCSP responder sent invalid response, status " + connection.getResponseCode());
            }
            if (!"application/ocsp-response".equalsIgnoreCase(connection.getContentType())) {
                throw new OcspException(
                        "OCSP responder sent invalid \"Content-Type\" header: \"" + connection.getContentType() + "\"");
            }
            try (InputStream body = connection.getInputStream()) {
                return read(body);
            }
        } finally {
            connection.disconnect();
        }
    }

    private static byte[] read(InputStream body) throws IOException, OcspException {
        long start = System.nanoTime();
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
            response.write(piece, 0, n);
            if (response.size() > MAX_RESPONSE) {
                throw new OcspException("OCSP responder sent a response of more than " + MAX_RESPONSE + " bytes");
            }
            if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS)) {
                throw new SocketTimeoutException("Read timed out");
            }
        }
        return response.toByteArray();
    }
}
