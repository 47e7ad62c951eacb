package io.gangway.websocket.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.websocket.core.ExtensionConfig;

/**
 * How one leg of a bridge compresses: what was negotiated of permessage-deflate (RFC 7692, section 7).
 *
 * @param senderKeepsContext whether the other end's messages may refer to its earlier ones
 * @param weKeepContext whether ours may
 */
public record DeflateTerms(boolean senderKeepsContext, boolean weKeepContext) {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String CLIENT_BITS = "client_max_window_bits";

    /** Terms, and how the client is told of them. */
    public record Accepted(DeflateTerms terms, String response) {}

    /** A backend's answer that does not fit what it was asked. */
    public static final class BadResponseException extends Exception {
        private static final long serialVersionUID = 1L;

        BadResponseException(String message) {
            super(message, null, false, false);
        }
    }

    /** What a backend is asked for. */
    public static String offer(boolean contextTakeover) {
        return contextTakeover ? NAME : NAME + "; " + CLIENT_NO_CONTEXT + "; " + SERVER_NO_CONTEXT;
    }

    /**
     * What a backend has answered to {@link #offer}.
     *
     * @param values of its {@code Sec-WebSocket-Extensions}
     * @param asked whether it was asked for compression
     * @param contextTakeover whether messages of ours may refer to those before
     * @return null when it does not compress
     */
    public static DeflateTerms answered(List<String> values, boolean asked, boolean contextTakeover)
            throws BadResponseException {
        List<ExtensionConfig> all = parse(values);
        if (all == null) {
            throw new BadResponseException(String.join(", ", values));
        }
        if (all.isEmpty()) {
            return null;
        }
        ExtensionConfig only = all.get(0);
        if (!asked || all.size() > 1 || !isKnown(only, Set.of(SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT, SERVER_BITS))) {
            throw new BadResponseException(String.join(", ", values));
        }
        Map<String, String> said = only.getParameters();
        return new DeflateTerms(
                !said.containsKey(SERVER_NO_CONTEXT), contextTakeover && !said.containsKey(CLIENT_NO_CONTEXT));
    }

    /**
     * Accepts the first offer of a client that can be met. Deflaters of the JVM have a window of 15 bits and no other.
     *
     * @param values of its {@code Sec-WebSocket-Extensions}
     * @return null when there is none
     */
    public static Accepted accept(List<String> values, boolean contextTakeover) {
        List<ExtensionConfig> offers = parse(values);
        if (offers == null) {
            return null;
        }
        Set<String> known = Set.of(SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT, SERVER_BITS, CLIENT_BITS);
        for (ExtensionConfig offer : offers) {
            Map<String, String> said = offer.getParameters();
            if (isKnown(offer, known) && (!said.containsKey(SERVER_BITS) || "15".equals(said.get(SERVER_BITS)))) {
                return accept(said, contextTakeover);
            }
        }
        return null;
    }

    private static Accepted accept(Map<String, String> said, boolean contextTakeover) {
        boolean ours = contextTakeover && !said.containsKey(SERVER_NO_CONTEXT);
        // Who offers without a parameter may not heed one that answers: Jetty's client keeps its context then.
        boolean theirs = (contextTakeover || said.isEmpty()) && !said.containsKey(CLIENT_NO_CONTEXT);
        StringBuilder response = new StringBuilder(NAME);
        if (!ours) {
            response.append("; ").append(SERVER_NO_CONTEXT);
        }
        if (!theirs) {
            response.append("; ").append(CLIENT_NO_CONTEXT);
        }
        if (said.containsKey(SERVER_BITS)) {
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

    /** Null when the text is no list of extensions. */
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
