package io.gangway.websocket.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.websocket.core.ExtensionConfig;

/**
 * The negotiated parameters of permessage-deflate for one leg of a bridge (RFC 7692, section 7).
 *
 * @param senderKeepsContext whether the peer's messages may refer to its earlier ones
 * @param keepsOwnContext whether our messages may refer to earlier ones
 */
public record DeflateTerms(boolean senderKeepsContext, boolean keepsOwnContext) {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String CLIENT_BITS = "client_max_window_bits";

    /** Terms with the response for the client. */
    public record Accepted(DeflateTerms terms, String response) {}

    /** Thrown when a backend's response does not fit our offer. */
    public static final class InvalidResponseException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidResponseException(String message) {
            super(message, null, false, false);
        }
    }

    /** The offer for a backend. */
    public static String offer(boolean contextTakeover) {
        return contextTakeover ? NAME : NAME + "; " + CLIENT_NO_CONTEXT + "; " + SERVER_NO_CONTEXT;
    }

    /**
     * Parses a backend's response to {@link #offer}.
     *
     * @param values of its {@code Sec-WebSocket-Extensions}
     * @param offered whether compression was offered
     * @param contextTakeover whether our messages may refer to earlier ones
     * @return null when it does not compress
     */
    public static DeflateTerms parseResponse(List<String> values, boolean offered, boolean contextTakeover)
            throws InvalidResponseException {
        List<ExtensionConfig> all = parse(values);
        if (all == null) {
            throw new InvalidResponseException(String.join(", ", values));
        }
        if (all.isEmpty()) {
            return null;
        }
        ExtensionConfig only = all.get(0);
        if (!offered || all.size() > 1 || !isKnown(only, Set.of(SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT, SERVER_BITS))) {
            throw new InvalidResponseException(String.join(", ", values));
        }
        Map<String, String> parameters = only.getParameters();
        return new DeflateTerms(
                !parameters.containsKey(SERVER_NO_CONTEXT),
                contextTakeover && !parameters.containsKey(CLIENT_NO_CONTEXT));
    }

    /**
     * Accepts the first offer of a client that is possible. The JVM's deflaters support only a window of 15 bits.
     *
     * @param values of its {@code Sec-WebSocket-Extensions}
     * @return null when no offer is possible
     */
    public static Accepted accept(List<String> values, boolean contextTakeover) {
        List<ExtensionConfig> offers = parse(values);
        if (offers == null) {
            return null;
        }
        Set<String> known = Set.of(SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT, SERVER_BITS, CLIENT_BITS);
        for (ExtensionConfig offer : offers) {
            Map<String, String> parameters = offer.getParameters();
            if (isKnown(offer, known)
                    && (!parameters.containsKey(SERVER_BITS) || "15".equals(parameters.get(SERVER_BITS)))) {
                return accept(parameters, contextTakeover);
            }
        }
        return null;
    }

    private static Accepted accept(Map<String, String> parameters, boolean contextTakeover) {
        boolean ours = contextTakeover && !parameters.containsKey(SERVER_NO_CONTEXT);
        // A client that offers no parameter may ignore one in the response: Jetty's client then keeps its context.
        boolean theirs = (contextTakeover || parameters.isEmpty()) && !parameters.containsKey(CLIENT_NO_CONTEXT);
        StringBuilder response = new StringBuilder(NAME);
        if (!ours) {
            response.append("; ").append(SERVER_NO_CONTEXT);
        }
        if (!theirs) {
            response.append("; ").append(CLIENT_NO_CONTEXT);
        }
        if (parameters.containsKey(SERVER_BITS)) {
            response.append("; ").append(SERVER_BITS).append("=15");
        }
        return new Accepted(new DeflateTerms(theirs, ours), response.toString());
    }

    private static boolean isKnown(ExtensionConfig extension, Set<String> parameters) {
        if (!extension.getName().equalsIgnoreCase(NAME)) {
            return false;
        }
        for (Map.Entry<String, String> each : extension.getParameters().entrySet()) {
            String value = each.getValue();
            boolean fits = switch (each.getKey()) {
                case SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT -> value == null;
                case SERVER_BITS -> isBits(value);
                case CLIENT_BITS -> value == null || isBits(value);
                default -> false;
            };
            if (!fits || !parameters.contains(each.getKey())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBits(String value) {
        return value != null && value.matches("[89]|1[0-5]");
    }

    /** Null when the text is not a list of extensions. */
    private static List<ExtensionConfig> parse(List<String> values) {
        List<ExtensionConfig> all = new ArrayList<>();
        try {
            for (String value : values) {
                all.addAll(ExtensionConfig.parseList(value));
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        return all;
    }
}
