package io.gangway.exchange;

import io.gangway.content.NoBody;
import io.gangway.content.Producer;
import io.gangway.content.RequestBody;
import io.gangway.content.Response;
import io.gangway.content.RewindableBody;
import io.gangway.content.Sink;
import io.gangway.content.TempFile;
import io.gangway.content.TempPath;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.gangway.explain.ExplanationRecorder;
import io.gangway.http.Fields;
import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;
import io.gangway.metrics.RequestZone;
import io.gangway.regex.Match;
import io.gangway.regex.Regex;
import io.gangway.regex.RegexLimitException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One request and its response, as modules see it. Confined to its loop: all methods and callbacks are called there.
 */
public final class Exchange extends Request {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final PhaseEngine phases;
    /** The exchange that started this subrequest; null for a client's request. */
    private final Exchange parent;

    private final Completion completion = new Completion();
    private final Subrequests subrequests;
    private final ReceivedBody received = new ReceivedBody(this);

    /** Created on first use. */
    private AccessDecision accessDecision;

    private final ResponseState responseState = new ResponseState();
    private Response response;
    private boolean completed;
    private boolean upgraded;
    /** Why the choice of a server failed; null when it did not. */
    private RegexLimitException serverFailure;

    private FilterChain filters;
    private String upstreamForLog;
    /** Of the client's exchange: what the connection is doing, for the error log; null for nothing. */
    private String actionForLog;

    /**
     * Creates the exchange of a client's request.
     *
     * @param hosts the virtual hosts of the listen address; the Host field selects one of them
     */
    public Exchange(Generation generation, VirtualHosts hosts, RequestHead head, HttpStream stream) {
        this(generation, hosts, head, stream, null);
    }

    /**
     * Creates an exchange that is explained.
     *
     * @param explanation null to serve the request
     */
    public Exchange(
            Generation generation,
            VirtualHosts hosts,
            RequestHead head,
            HttpStream stream,
            ExplanationRecorder explanation) {
        super(generation, head, stream, hosts.defaultServer(), explanation);
        parent = null;
        subrequests = new Subrequests(this, null);
        phases = new PhaseEngine(this);
        if (head.uri() != null) {
            try {
                server(hosts.find(head.host(), this));
            } catch (RegexLimitException e) {
                serverFailure = e;
            }
        }
    }

    /** Creates a subrequest. */
    Exchange(Exchange parent, String uri, String args, SubrequestStream stream) {
        super(parent, uri, args, stream);
        this.parent = parent;
        subrequests = new Subrequests(this, parent.subrequests);
        phases = new PhaseEngine(this);
    }

    // ---- regular expressions and variables

    /**
     * Matches a text; on success {@code $1} to {@code $9} and the variables of named groups are set.
     *
     * @throws RegexLimitException when matching takes too many steps. A rule must not treat this as a mismatch: let it
     *     propagate to {@link #failed}, which responds with 500
     */
    public boolean match(Regex regex, String subject) {
        Match match = regex.match(subject);
        if (match == null) {
            return false;
        }
        state().captures(match);
        for (String name : regex.names()) {
            String value = match.group(name);
            generation().variable(name).capture(this, value == null ? "" : value);
        }
        return true;
    }

    /**
     * The current value of a variable, by its name without the dollar sign; null when it has no value or does not
     * exist.
     */
    public String variable(String name) {
        return generation().value(name, this);
    }

    // ---- phases

    /** A client's request has arrived. Called once, by the stream, before anything else. */
    public void arrived() {
        ZoneCounter.arrived(server().zone());
    }

    /** Starts the phases. Called once, by the stream. */
    public void start() {
        actionForLog(null);
        if (serverFailure == null) {
            phases.proceed();
        } else {
            failed(serverFailure);
        }
    }

    /**
     * Continues after a phase returned PENDING. {@code result} replaces the result of that phase: with NEXT the next
     * phase runs.
     */
    public void resume(PhaseResult result) {
        if (result == PhaseResult.NEXT) {
            phases.proceed();
        }
    }

    /**
     * Redirects internally to another uri, like {@code try_files}, {@code index} and {@code error_page}: at once, or
     * after the running phase has returned.
     */
    public PhaseResult redirect(String newUri, String newArgs) {
        actionForLog(null);
        return phases.redirect(newUri, newArgs);
    }

    /** Redirects internally to a named location of the server, and keeps the uri. */
    public PhaseResult redirectNamed(String name) {
        actionForLog(null);
        return phases.redirectNamed(name);
    }

    /** False once the limit of internal redirects has been exceeded. */
    boolean mayRedirect() {
        return phases.mayRedirect();
    }

    // ---- access

    /**
     * In a phase of {@link Phase#ACCESS}: allows the request. With {@code satisfy any}, the other access phases are
     * skipped.
     */
    public PhaseResult allow() {
        if (accessDecision().allow()) {
            phases.accessAllowed();
        }
        return PhaseResult.NEXT;
    }

    /**
     * In a phase of {@link Phase#ACCESS}: responds with that status, unless {@code satisfy any} lets a later phase
     * allow the request. Outside of a phase: {@code x.resume(x.deny(403))}.
     */
    public PhaseResult deny(int status) {
        return accessDecision().deny(status);
    }

    /**
     * In the phase of {@link Phase#POST_ACCESS}: the result of {@code satisfy any} when no phase has allowed the
     * request.
     */
    public PhaseResult decideAccess() {
        return accessDecision().decide();
    }

    private AccessDecision accessDecision() {
        if (accessDecision == null) {
            accessDecision = new AccessDecision(this);
        }
        return accessDecision;
    }

    // ---- the response

    /**
     * Fields that are kept when an error page replaces the response ({@code WWW-Authenticate}, the fields of a
     * redirect).
     */
    public Fields.Builder earlyFields() {
        return responseState.earlyFields();
    }

    /**
     * Responds with a status and nginx's page for it, or as {@code error_page} says; inside or outside of a phase. 444
     * closes the connection without a response.
     *
     * @return the result that the calling phase returns
     */
    public PhaseResult end(int status) {
        return SpecialResponse.send(this, status, null);
    }

    /** Ends the exchange without a response; the access log contains this status. */
    public PhaseResult drop(int status) {
        responseState.errorStatus(status);
        if (explanation() != null) {
            recordLocation();
            explanation().response(status, List.of());
        }
        stream().abort();
        return PhaseResult.DONE;
    }

    /** Redirects the client; a location that begins with a slash is made absolute. */
    public PhaseResult end(int status, String location) {
        return SpecialResponse.send(this, status, location);
    }

    /** Sends a response through the filters; the producer writes the body. */
    public PhaseResult respond(Response newResponse, Producer producer) {
        responseState.applyTo(newResponse);
        response = newResponse;
        if (explanation() != null) {
            recordLocation();
        }
        filters = new FilterChain(this, producer);
        return filters.send(newResponse);
    }

    /**
     * Resumes the response after a filter returned PENDING for a reason of its own, such as a subrequest. Not to be
     * called while the next sink is pending.
     */
    public void writable() {
        if (!isEnded()) {
            filters.writable();
        }
    }

    /**
     * Called by a filter in its {@code wrap}: replaces the response by one with this status, as {@link #end(int)} does.
     * The filter then returns {@code next}. Fields of the replacement go into {@link #earlyFields()}.
     */
    public void refuse(int status) {
        responseState.refuse(status);
    }

    /** A filter has refused the response, which is replaced. */
    void withdraw() {
        response = null;
    }

    /** Called by a filter in its {@code wrap}: the connection is closed without a response. The filter returns {@code next}. */
    public void refuseToRespond() {
        responseState.refuse(ResponseState.NO_RESPONSE);
    }

    /** State that is decided before the response exists. */
    ResponseState responseState() {
        return responseState;
    }

    /** Sends 101 and hands the client's leg over to a tunnel; {@link #tunnelEnded()} ends the exchange. */
    public PhaseResult upgrade(Response head101, Tunnel tunnel) {
        response = head101;
        responseState.applyFieldsTo(head101);
        try {
            FilterChain.headOnly(this, head101);
            if (explanation() != null) {
                recordLocation();
            } else {
                for (PhaseHandler handler : location().tunnel()) {
                    handler.run(this);
                }
            }
        } catch (RegexLimitException e) {
            response = null;
            throw e;
        }
        upgraded = true;
        if (parent == null && explanation() == null) {
            ZoneCounter.upgraded(server().zone(), location().zone(), millis());
        }
        stream().upgrade(this, head101, tunnel);
        return PhaseResult.DONE;
    }

    /** Called when both legs of the tunnel are closed. */
    public void tunnelEnded() {
        ended();
    }

    /** The head of the response; null before it exists. */
    public Response response() {
        return response;
    }

    /** {@code $status}: of the response, of the error being handled, or set by {@link #intendedStatus}; else 0. */
    public int status() {
        return response != null ? response.status() : responseState.status();
    }

    /** Whether there is a response, or at least its status, apart from that of an error that is being handled. */
    public boolean isResponding() {
        return response != null || responseState.isIntended();
    }

    /** Sets the status that the response will have, for a body that contains {@code $status}. */
    public void intendedStatus(int status) {
        responseState.intend(status);
    }

    // ---- the request's body

    /**
     * Reads the whole body into memory, or into a file when it exceeds {@code client_body_buffer_size}, and rewinds it
     * on each call. {@code ready} receives it, or null after the exchange has ended with an error. Called immediately
     * when there is no body.
     */
    public void buffer(Consumer<RewindableBody> ready) {
        received.buffer(ready);
    }

    /**
     * Provides the body as it arrives, or a {@link RewindableBody} when it is already complete. {@code ready} is called
     * immediately, unless the part that has arrived ended the exchange with an error.
     */
    public void stream(Consumer<RequestBody> ready) {
        received.stream(ready);
    }

    /**
     * Whether bytes of the body were taken through {@link #stream} or discarded, so that the whole body is no longer
     * available.
     */
    public boolean isBodyDiscarded() {
        return received.isGone();
    }

    /**
     * Called before a response that ignores the body: checks the part that has arrived.
     *
     * @return null when the response may be sent; else the result that the calling phase returns
     */
    public PhaseResult discardBody() {
        return received.discard();
    }

    /** The body received so far. */
    public ReceivedBody received() {
        return received;
    }

    // ---- subrequests

    /**
     * Runs a uri of the same server as a subrequest on the same loop. It has its own state but shares this exchange's
     * variables. It starts later, never inside this call. Its response goes to {@code sink}; its access phases are
     * skipped. As in nginx, a subrequest that closes the connection (444) or is upgraded ends the client's exchange.
     *
     * @param childBody {@link NoBody}, {@link #wholeBody()} or a body without another reader
     * @param then called once with the subrequest when it has ended; must check {@link #isEnded()} of this exchange
     * @return null when there are too many subrequests; {@code then} is not called
     */
    public Subrequest subrequest(
            String childUri, String childArgs, RequestBody childBody, Sink sink, Consumer<Exchange> then) {
        return subrequests.start(childUri, childArgs, childBody, sink, child -> {}, then);
    }

    /**
     * Runs the handler that responded to this exchange again as a subrequest with the same request, nginx's {@code
     * NGX_HTTP_SUBREQUEST_CLONE}. Its response passes no filters. Otherwise the same as {@link #subrequest}.
     *
     * @param key of a value that is attached to the subrequest
     */
    public <T> Subrequest repeat(AttachmentKey<T> key, T value, Sink sink, Consumer<Exchange> then) {
        Consumer<Exchange> prepare = child -> {
            child.copy(this);
            child.phases.repeats(phases);
            child.responseState.unfiltered();
            child.put(key, value);
        };
        return subrequests.repeat(wholeBody(), sink, prepare, then);
    }

    /**
     * Runs a uri of the same server in the background, with the method and the arguments of this exchange. It starts
     * later, shares this exchange's variables, and neither changes nor delays its response: it may end after this
     * exchange. Its access phases are skipped.
     *
     * @param childBody {@link NoBody} or {@link #wholeBody()}
     * @param sink discards the response
     * @param ended called once, at its end
     */
    public void background(String childUri, RequestBody childBody, Sink sink, Runnable ended) {
        subrequests.background(childUri, childBody, sink, ended);
    }

    /**
     * A copy of this exchange without a body, which goes on when this one has ended; its response is discarded. The
     * caller responds, later and never inside this call. The generation stays in use until the copy has ended.
     *
     * @return null when there are too many subrequests
     */
    public Exchange backgroundCopy() {
        return subrequests.backgroundCopy();
    }

    /** The body for a subrequest: the whole body if it was read, else none. */
    public RequestBody wholeBody() {
        return received.buffered() == null ? new NoBody() : received.buffered().view();
    }

    /** Whether this is a subrequest of another exchange. */
    public boolean isSubrequest() {
        return parent != null;
    }

    /** The client's exchange: this one, or the root of this subrequest. */
    public Exchange main() {
        Exchange origin = this;
        while (origin.parent != null) {
            origin = origin.parent;
        }
        return origin;
    }

    // ---- offloading

    /**
     * Same as {@link EventLoop#offload}; {@code then} must check {@link #isEnded()} and release its result. Its
     * exceptions end the exchange.
     */
    public <T> void offload(Callable<T> task, BiConsumer<T, Throwable> then) {
        loop().offload(task, (result, failure) -> {
            try {
                then.accept(result, failure);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        });
    }

    /**
     * A temporary file that is not created yet; the caller closes it.
     *
     * @param created receives its name, one char per byte, when it is created
     */
    public TempFile tempFile(TempPath path, TempFile.Name name, Consumer<String> created) {
        return new TempFile(loop(), path, name, created, this::failed, e -> log(LogLevel.CRIT, e.getMessage()));
    }

    // ---- the end

    /**
     * Registers a listener that is called once when the exchange ends for any reason; last registered, first called.
     */
    public void onEnd(Runnable end) {
        completion.onEnd(end);
    }

    /**
     * Sets a listener that is called when the client leaves before the response is complete, right before the exchange
     * ends.
     */
    public void onClientGone(Runnable listener) {
        completion.onClientGone(listener);
    }

    /** Sets whether the exchange continues when the client leaves ({@code proxy_ignore_client_abort}). */
    public void ignoreClientAbort(boolean ignore) {
        completion.ignoreClientAbort(ignore);
    }

    public boolean isEnded() {
        return completion.isEnded();
    }

    /** Called by the stream when the last byte has been written. */
    public void completed() {
        completed = true;
        ended();
    }

    /** Whether the response was sent completely. */
    public boolean isCompleted() {
        return completed;
    }

    /** Called by the stream when the response cannot be sent. */
    public void broken() {
        ended();
    }

    /**
     * Handles an unexpected exception: logs it, and sends 500 if the head was not sent yet. The caller has released its
     * resources and does not respond.
     */
    public void failed(Throwable cause) {
        unexpected(cause);
        if (isEnded()) {
            return;
        }
        if (response == null && stream().progress().isUncommitted()) {
            SpecialResponse.failed(this);
        } else {
            stream().abort();
        }
    }

    /** Logs an unexpected exception. */
    public void unexpected(Throwable cause) {
        if (cause instanceof RegexLimitException) {
            log(LogLevel.ALERT, cause.getMessage());
            return;
        }
        StackTraceElement[] trace = cause.getStackTrace();
        log(LogLevel.ALERT, "unexpected " + cause + (trace.length == 0 ? "" : " at " + trace[0]));
    }

    /** Called when the client left while no write was pending. */
    public void clientGone() {
        if (!completion.clientGone()) {
            return;
        }
        if (stream().progress().isUncommitted()) {
            response = new Response(499);
        }
        ended();
    }

    private void ended() {
        if (!completion.end(this::unexpected)) {
            return;
        }
        if (parent == null && explanation() == null) {
            countEnd();
        }
        try {
            writeLog();
        } catch (RuntimeException | Error e) {
            unexpected(e);
        }
        stream().ended(this);
    }

    private void countEnd() {
        RequestZone ofServer = server().zone();
        RequestZone ofLocation = location().zone();
        if (ofServer == null && ofLocation == null) {
            return;
        }
        ResponseProgress progress = stream().progress();
        long bytes = head().length() + received.bytesRead();
        if (upgraded) {
            ZoneCounter.tunnelEnded(ofServer, ofLocation, bytes, progress.bytesSent());
        } else {
            int status = progress.isUncommitted() ? 0 : status();
            ZoneCounter.ended(ofServer, ofLocation, status, millis(), bytes, progress.bytesSent());
        }
    }

    private long millis() {
        return (loop().nanoTime() - startedNanos()) / NANOS_PER_MILLI;
    }

    private void recordLocation() {
        explanation().location(location().source().levels(), uri(), args());
    }

    private void writeLog() {
        boolean logged = parent == null || location().settings().logSubrequest();
        if (logged && explanation() == null) {
            for (PhaseHandler handler : location().log()) {
                handler.run(this);
            }
        }
    }

    // ---- the error log

    /** Sets the upstream for lines of the error log: {@code upstream: "http://127.0.0.1:80/uri"}; null for none. */
    public void upstreamForLog(String url) {
        upstreamForLog = url;
    }

    /**
     * Sets what the connection is doing, which lines of the error log add to messages without an action of their own
     * until a request or subrequest starts; null for nothing.
     */
    public void actionForLog(String action) {
        main().actionForLog = action;
    }

    /** Logs a message, followed by nginx's context. */
    public void log(LogLevel level, String message) {
        if (explanation() != null) {
            explanation().log(level, message);
            return;
        }
        ErrorLog log = location().settings().errorLog();
        if (log.isEnabled(level)) {
            String action = main().actionForLog;
            String text = action == null || message.contains(" while ") ? message : message + " while " + action;
            log.write(level, LogContext.line(this, text, upstreamForLog));
        }
    }
}
