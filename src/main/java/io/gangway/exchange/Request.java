package io.gangway.exchange;

import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;
import java.net.SocketAddress;

/**
 * The request of an {@link Exchange}: what came, and what phases have made of it. The head never changes; uri, args, location,
 * captures and variables are changed by phases only. Confined to its loop.
 */
public abstract sealed class Request permits Exchange {
    private final Generation generation;
    private final RequestHead head;
    private final HttpStream stream;
    private final long startedNanos;
    private final ExchangeState state;

    private Server server;
    private Location location;
    private String method;
    private String uri;
    private String args;
    private boolean unparsedValid;
    private boolean uriChanged;
    private boolean locationValid = true;
    private boolean internal;
    private boolean uriBelowAlias;
    private SocketAddress remoteAddress;

    /** A client's own. */
    Request(Generation generation, RequestHead head, HttpStream stream, Server server) {
        this.generation = generation;
        this.head = head;
        this.stream = stream;
        this.server = server;
        location = server.base();
        method = head.method();
        remoteAddress = stream.client().remoteAddress();
        startedNanos = stream.loop().nanoTime();
        state = new ExchangeState();
        if (head.uri() != null) {
            uri = head.uri().path();
            args = head.uri().args();
            unparsedValid = head.uri().validUnparsed();
        } else {
            uri = "";
        }
    }

    /** A subrequest: it shares the variables of its parent. */
    Request(Request parent, String uri, String args, HttpStream stream) {
        generation = parent.generation;
        head = parent.head;
        this.stream = stream;
        server = parent.server;
        location = server.base();
        method = "GET";
        remoteAddress = parent.remoteAddress;
        startedNanos = stream.loop().nanoTime();
        state = new ExchangeState(parent.state);
        this.uri = uri;
        this.args = args;
        internal = true;
    }

    // ---- what does not change

    public Generation generation() {
        return generation;
    }

    public RequestHead head() {
        return head;
    }

    public Client client() {
        return stream.client();
    }

    public EventLoop loop() {
        return stream.loop();
    }

    public HttpStream stream() {
        return stream;
    }

    public Server server() {
        return server;
    }

    /** The server that was asked for; no location is chosen yet. */
    final void server(Server asked) {
        server = asked;
        location = asked.base();
    }

    /** {@link EventLoop#nanoTime()} at the first byte of the head. */
    public long startedNanos() {
        return startedNanos;
    }

    // ---- state

    /** The location that counts now; the server level until one is chosen. */
    public Location location() {
        return location;
    }

    /** Moves to another location; for {@code if} and the like. */
    public void location(Location newLocation) {
        location = newLocation;
    }

    /** That of the client, which an error page may turn into GET; of a subrequest GET. */
    public String method() {
        return method;
    }

    public void method(String newMethod) {
        method = newMethod;
    }

    /** {@code $uri}: decoded and normalised, changed by rewrites and internal redirects. */
    public String uri() {
        return uri;
    }

    /** Sets the uri; the request's own spelling does not count any more. */
    public void uri(String newUri) {
        uri = newUri;
        unparsedValid = false;
    }

    /** {@code $args}; null when there is no question mark. */
    public String args() {
        return args;
    }

    public void args(String newArgs) {
        args = newArgs;
        unparsedValid = false;
    }

    /** nginx's {@code valid_unparsed_uri}: uri and args are still what the client sent, so its bytes may be passed on. */
    public boolean isUnparsedValid() {
        return unparsedValid;
    }

    /** Whether a rewrite asks for another choice of location after the rewrite phase. */
    public void uriChanged(boolean changed) {
        uriChanged = changed;
    }

    /** Whether a rewrite asked for that. */
    public boolean uriChanged() {
        return uriChanged;
    }

    /**
     * After {@code try_files} found something in a location with a regular expression and an {@code alias}: the uri is to be
     * put behind the alias, which is the whole path otherwise.
     */
    public void uriBelowAlias(boolean below) {
        uriBelowAlias = below;
    }

    boolean uriBelowAlias() {
        return uriBelowAlias;
    }

    /**
     * nginx's {@code valid_location}: the uri still begins with the name by which its location was found. False after a
     * {@code rewrite … break} changed it: then no part of it is replaced by the uri of {@code proxy_pass}.
     */
    public boolean isLocationValid() {
        return locationValid;
    }

    public void locationValid(boolean valid) {
        locationValid = valid;
    }

    /** Whether an internal redirect led here. */
    public boolean isInternal() {
        return internal;
    }

    /** A rewrite makes a request internal, too. */
    public void internal(boolean isInternal) {
        internal = isInternal;
    }

    /** The client's address; {@code realip} may have changed it. */
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    public void remoteAddress(SocketAddress address) {
        remoteAddress = address;
    }

    // ---- internal redirects

    /** To another uri: its location is to be chosen anew. */
    final void redirected(String newUri, String newArgs) {
        uri(newUri);
        args = newArgs;
        internal = true;
        uriBelowAlias = false;
        locationValid = true;
        location = server.base();
    }

    /** To a named location. */
    final void redirected(Location named) {
        internal = true;
        uriChanged = false;
        location = named;
    }

    // ---- what is remembered

    /** {@code $1} to {@code $9} of the last match; empty when there is none. */
    public String capture(int group) {
        return state.capture(group);
    }

    /** {@code $1} to {@code $9} are empty again, as after a {@code rewrite} or {@code if} that did not match. */
    public void forgetCaptures() {
        state.captures(null);
    }

    /** Values of variables, and what else is remembered. */
    ExchangeState state() {
        return state;
    }

    /** What a room keeps here, or null. */
    public <T> T get(AttachmentKey<T> key) {
        return state.attachments().get(key);
    }

    /** Keeps something for a room until the exchange ends. */
    public <T> void put(AttachmentKey<T> key, T value) {
        state.attachments().put(key, value);
    }
}
