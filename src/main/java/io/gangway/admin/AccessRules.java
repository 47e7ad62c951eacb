package io.gangway.admin;

import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Exchange;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Who may use an API of this server. Every request must come from this machine, unless {@code remote=on}, and address it
 * by a name that is known. A request that changes something, any method but GET and HEAD, needs {@code write=on}, an
 * {@code Origin} that matches {@code Host} if it has one, and the token. There is no CORS. Immutable.
 */
public final class AccessRules {
    private final boolean write;
    private final boolean remote;
    private final HostAllowList hosts;
    /** Null when changes need no token. */
    private final BearerToken token;

    private AccessRules(boolean write, boolean remote, HostAllowList hosts, BearerToken token) {
        this.write = write;
        this.remote = remote;
        this.hosts = hosts;
        this.token = token;
    }

    /**
     * Reads all arguments of a directive: {@code [write=on|off] [token=text|file:path] [hosts=name,...]
     * [remote=on|off]}.
     *
     * @throws io.gangway.conf.ConfException for another parameter, and for {@code write=on} without a token
     */
    public static AccessRules read(DirectiveArguments arguments) {
        AccessRules rules = read(arguments, false, false);
        if (rules.write && rules.token == null) {
            throw arguments.error(
                    "\"write=on\" requires \"token\" in \"" + arguments.node().name() + "\" directive");
        }
        return rules;
    }

    /**
     * As {@link #read}, for a directive of nginx that knows {@code write=on} without a token. Names that public DNS
     * cannot have are known too.
     *
     * @param remote the default of {@code remote}
     */
    public static AccessRules readOptional(DirectiveArguments arguments, boolean remote) {
        return read(arguments, remote, true);
    }

    private static AccessRules read(DirectiveArguments arguments, boolean remote, boolean privateNames) {
        boolean write = false;
        boolean anywhere = remote;
        List<String> hosts = new ArrayList<>();
        BearerToken token = null;
        for (String word : arguments.args()) {
            int equals = word.indexOf('=');
            String value = word.substring(equals + 1);
            switch (equals < 0 ? "" : word.substring(0, equals)) {
                case "write" -> write = isOn(arguments, word, value);
                case "remote" -> anywhere = isOn(arguments, word, value);
                case "token" -> token = BearerToken.read(arguments, value);
                case "hosts" ->
                    hosts.addAll(List.of(value.toLowerCase(Locale.ROOT).split(",")));
                default -> throw arguments.invalidParameter(word);
            }
        }
        return new AccessRules(write, anywhere, new HostAllowList(List.copyOf(hosts), privateNames), token);
    }

    private static boolean isOn(DirectiveArguments arguments, String word, String value) {
        return switch (value) {
            case "on" -> true;
            case "off" -> false;
            default -> throw arguments.invalidParameter(word);
        };
    }

    /** Whether changes are possible at all. */
    public boolean write() {
        return write;
    }

    /**
     * Checks a request.
     *
     * @return null when it is allowed
     */
    public Refusal check(Exchange exchange) {
        if (!remote && !(isLocal(exchange.client().remoteAddress()) && isLocal(exchange.remoteAddress()))) {
            return new Refusal(
                    403, "RemoteClient", "clients of other machines are not allowed, \"remote=on\" allows them");
        }
        if (!hosts.allows(exchange)) {
            return new Refusal(421, "HostNotAllowed", "the name in Host is not known here, \"hosts=name\" allows it");
        }
        return switch (exchange.method()) {
            case "GET", "HEAD" -> null;
            case "POST", "PATCH", "DELETE" -> checkChange(exchange);
            default -> new Refusal(405, "MethodNotAllowed", "method not allowed");
        };
    }

    private Refusal checkChange(Exchange exchange) {
        if (!write) {
            return new Refusal(405, "MethodDisabled", "changes are disabled, \"write=on\" enables them");
        }
        if (!isOriginOurs(exchange)) {
            return new Refusal(403, "OriginNotAllowed", "Origin does not match Host");
        }
        if (token != null && !token.isShownBy(exchange)) {
            return new Refusal(
                    401, "TokenRequired", "a change needs \"Authorization: Bearer TOKEN\" with the right token");
        }
        return null;
    }

    /** Pages send {@code Origin} with every change; a program that is not a browser usually does not. */
    private static boolean isOriginOurs(Exchange exchange) {
        String origin = exchange.variable("http_origin");
        if (origin == null) {
            return true;
        }
        String host = exchange.variable("http_host");
        return host != null
                && (origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host));
    }

    private static boolean isLocal(SocketAddress address) {
        return !(address instanceof InetSocketAddress inet)
                || inet.getAddress() != null && inet.getAddress().isLoopbackAddress();
    }
}
