package io.gangway.exchange;

import io.gangway.explain.ExplanationRecorder;
import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;
import java.net.SocketAddress;

/**
 * The request of an {@link Exchange}: its head, and the state that phases change: uri, args, location, captures and
 * variables. Confined to its loop.
 */
public abstract sealed class Request permits Exchange {
    private final Generation generation;
    private RequestHead head;
    private final HttpStream stream;
    private final long startedNanos;
    private final ExchangeState state;
    /** Null for a request that is not explained. */
    private final ExplanationRecorder explanation;

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

    /** Creates a client's request. */
    Request(
            Generation generation,
            RequestHead head,
            HttpStream stream,
            Server server,
            ExplanationRecorder explanation) {
        this.generation = generation;
        this.head = head;
        this.stream = stream;
        this.server = server;
        this.explanation = explanation;
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

    /** Creates a subrequest, which shares the variables of its parent. */
    Request(Request parent, String uri, String args, HttpStream stream) {
        generation = parent.generation;
        head = parent.head;
        this.stream = stream;
        server = parent.server;
        explanation = parent.explanation == null ? null : parent.explanation.subrequest();
        location = server.base();
        method = "GET";
        remoteAddress = parent.remoteAddress;
        startedNanos = stream.loop().nanoTime();
        state = new ExchangeState(parent.state);
        this.uri = uri;
        this.args = args;
        internal = true;
    }

    // ---- constants

    public Generation generation() {
        return generation;
    }

    public RequestHead head() {
        return head;
    }

    /** Replaces the head, whose fields are passed on to an upstream. */
    public void head(RequestHead newHead) {
        head = newHead;
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

    /**
     * The recorder of a request that is explained and not served: then phases record what they decide, and have no effect
     * outside of the exchange. Null for every other request.
     */
    public ExplanationRecorder explanation() {
        return explanation;
    }

    public Server server() {
        return server;
    }

    /** Sets the server; a location is not selected yet. */
    final void server(Server chosen) {
        server = chosen;
        location = chosen.base();
    }

    /** {@link EventLoop#nanoTime()} at the first byte of the head. */
    public long startedNanos() {
        return startedNanos;
    }

    // ---- state

    /** The current location; the server level until one is selected. */
    public Location location() {
        return location;
    }

    /** Changes the location; for {@code if} and similar directives. */
    public void location(Location newLocation) {
        location = newLocation;
    }

    /** The client's method, which an error page may change to GET; of a subrequest GET. */
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

    /** Sets the uri; the client's spelling is no longer used. */
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

    /** nginx's {@code valid_unparsed_uri}: uri and args are unchanged, so the client's spelling may be passed on. */
    public boolean isUnparsedValid() {
        return unparsedValid;
    }

    /** Sets whether a location is selected again after the rewrite phase. */
    public void uriChanged(boolean changed) {
        uriChanged = changed;
    }

    /** Whether a location is selected again after the rewrite phase. */
    public boolean uriChanged() {
        return uriChanged;
    }

    /**
     * Set after {@code try_files} found a file in a location with a regular expression and an {@code alias}: the uri is
     * appended to the alias, which otherwise is the whole path.
     */
    public void uriBelowAlias(boolean below) {
        uriBelowAlias = below;
    }

    boolean uriBelowAlias() {
        return uriBelowAlias;
    }

    /**
     * nginx's {@code valid_location}: whether the uri still begins with the location's name. False after a {@code
     * rewrite … break}: {@code proxy_pass} then replaces no part of the uri.
     */
    public boolean isLocationValid() {
        return locationValid;
    }

    public void locationValid(boolean valid) {
        locationValid = valid;
    }

    /** Whether the request was redirected internally. */
    public boolean isInternal() {
        return internal;
    }

    /** A rewrite also makes a request internal. */
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

    /** To another uri: a location is selected again. */
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

    /** Takes over what phases have decided for another request. */
    final void copy(Request decided) {
        location = decided.location;
        method = decided.method;
        unparsedValid = decided.unparsedValid;
        locationValid = decided.locationValid;
        internal = decided.internal;
        uriBelowAlias = decided.uriBelowAlias;
    }

    // ---- captures, variables and attachments

    /** {@code $1} to {@code $9} of the last match; empty when there is none. */
    public String capture(int group) {
        return state.capture(group);
    }

    /** Clears {@code $1} to {@code $9}, as after a {@code rewrite} or {@code if} that did not match. */
    public void forgetCaptures() {
        state.captures(null);
    }

    /** Captures, values of variables, and attachments. */
    ExchangeState state() {
        return state;
    }

    /** The value that a module has attached, or null. */
    public <T> T get(AttachmentKey<T> key) {
        return state.attachments().get(key);
    }

    /** Attaches a value until the exchange ends. */
    public <T> void put(AttachmentKey<T> key, T value) {
        state.attachments().put(key, value);
    }
}
