package io.gangway.server;

import io.gangway.http.BadMessageException;
import io.gangway.http.HeadBuilder;
import io.gangway.http.HeadWriter;
import io.gangway.http.Limits;
import io.gangway.http.RequestHead;
import io.gangway.http.RequestParser;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The head of a request that another server has read. It is checked again by nginx's rules for its protocol, which
 * therefore exist only once.
 *
 * @param head the checked head
 * @param notes nginx's log lines at level info about ignored lines
 * @param fault why nginx would reject the request, or null
 */
public record HostedHead(RequestHead head, List<String> notes, BadMessageException fault) {
    /** Passes the fields of a stream of HTTP/2 to a builder. */
    public interface FieldSource {
        void writeTo(HeadBuilder builder) throws BadMessageException;
    }

    /** Checks a head of HTTP/1 that is written as on the wire. */
    public static HostedHead ofText(HeadWriter text, Limits limits) {
        RequestParser parser = new RequestParser(limits);
        BadMessageException fault = null;
        try {
            parser.parse(ByteBuffer.wrap(text.array(), 0, text.length()));
        } catch (BadMessageException e) {
            fault = e;
        }
        return new HostedHead(parser.head(), parser.notes(), fault);
    }

    /** Checks the fields of a stream of HTTP/2. */
    public static HostedHead ofFields(FieldSource fields, Limits limits) {
        HeadBuilder builder = new HeadBuilder(limits, true);
        BadMessageException fault = null;
        try {
            fields.writeTo(builder);
        } catch (BadMessageException e) {
            fault = e;
        }
        return new HostedHead(builder.head(), builder.notes(), fault);
    }
}
