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
import io.gangway.http.Fields;
import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;
import io.gangway.regex.Match;
import io.gangway.regex.Regex;
import io.gangway.regex.RegexLimitException;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One request and its answer, as the rooms see it. Confined to its loop: every method is called there, and every callback
 * comes there.
 */
public final class Exchange extends Request {
    private final PhaseEngine phases;
    /** The exchange whose subrequest this is; null for a client's own. */
    private final Exchange parent;

    private final Completion completion = new Completion();
    private final Subrequests subrequests;
    private final ReceivedBody received = new ReceivedBody(this);

    /** Null until access is asked for. */
    private AccessDecision accessDecision;

    private final ResponseState responseState = new ResponseState();
    private Response response;
    private boolean answered;
    /** Why no server could be chosen; null when one was. */
    private RegexLimitException unnamed;

    private FilterChain filters;
    private String upstreamForLog;

    /**
     * An exchange of a door.
     *
     * @param hosts the default server of the address, or what SNI chose; the Host field decides
     */
    public Exchange(Generation generation, VirtualHosts hosts, RequestHead head, HttpStream stream) {
        super(generation, head, stream, hosts.defaultServer());
        parent = null;
        subrequests = new Subrequests(this, null);
        phases = new PhaseEngine(this);
        if (head.uri() != null) {
            try {
                server(hosts.find(head.host(), this));
            } catch (RegexLimitException e) {
                unnamed = e;
            }
        }
    }

    /** A subrequest. */
    Exchange(Exchange parent, String uri, String args, SubrequestStream stream) {
        super(parent, uri, args, stream);
        this.parent = parent;
        subrequests = new Subrequests(this, parent.subrequests);
        phases = new PhaseEngine(this);
    }

    // ---- regular expressions and variables

    /**
     * Matches; on success {@code $1} and named groups are those of this match.
     *
     * @throws RegexLimitException when nobody knows whether it matches. A rule must not go on as if it did not: let it through to
     *     {@link #failed}, which answers 500
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
     * The value that a variable has now, by its name without the dollar sign; null when it has none, or when nobody defined a
     * variable of that name.
     */
    public String variable(String name) {
        return generation().value(name, this);
    }

    // ---- the way through the phases

    /** Starts the phases. Called by the door, once. */
    public void start() {
        if (unnamed == null) {
            phases.proceed();
        } else {
            failed(unnamed);
        }
    }

    /**
     * Goes on after a phase said PENDING; {@code outcome} is what it would have said: with NEXT the next phase runs.
     */
    public void resume(PhaseResult result) {
        if (result == PhaseResult.NEXT) {
            phases.proceed();
        }
    }

    /**
     * Sends the exchange to another uri, as {@code try_files}, {@code index} and {@code error_page} do: at once, or when the
     * phase that is running has returned.
     */
    public PhaseResult redirect(String newUri, String newArgs) {
        return phases.redirect(newUri, newArgs);
    }

    /** Sends the exchange to a named location of its server; its uri stays. */
    public PhaseResult redirectNamed(String name) {
        return phases.redirectNamed(name);
    }

    /** Whether another internal redirect would not be the one too many. */
    boolean mayRedirect() {
        return phases.mayRedirect();
    }

    // ---- access

    /** For a phase of {@link Phase#ACCESS}: the client may come. With {@code satisfy any} nobody else is asked. */
    public PhaseResult allow() {
        if (accessDecision().allow()) {
            phases.accessAllowed();
        }
        return PhaseResult.NEXT;
    }

    /**
     * For a phase of {@link Phase#ACCESS}: ends with that status, unless {@code satisfy any} leaves it to others to allow it.
     * Outside of a phase: {@code x.resume(x.deny(403))}.
     */
    public PhaseResult deny(int status) {
        return accessDecision().deny(status);
    }

    /** For the phase of {@link Phase#POST_ACCESS}: what {@code satisfy any} comes to when nobody allowed it. */
    public PhaseResult decideAccess() {
        return accessDecision().decide();
    }

    private AccessDecision accessDecision() {
        if (accessDecision == null) {
            accessDecision = new AccessDecision(this);
        }
        return accessDecision;
    }

    // ---- answering

    /** Fields that stay on the answer even when an error page gives it ({@code WWW-Authenticate}, a redirect's extras). */
    public Fields.Builder earlyFields() {
        return responseState.earlyFields();
    }

    /**
     * Ends with a status and nginx's own page for it, unless {@code error_page} says otherwise; inside and outside of a phase.
     * 444 closes the connection without an answer.
     *
     * @return what the phase that calls this says
     */
    public PhaseResult end(int status) {
        return SpecialResponse.send(this, status, null);
    }

    /** Ends without an answer, since nobody waits for one; the access log says this status. */
    public PhaseResult drop(int status) {
        responseState.errorStatus(status);
        stream().abort();
        return PhaseResult.DONE;
    }

    /** Ends with a redirect of the client; a location that begins with a slash is made absolute. */
    public PhaseResult end(int status, String location) {
        return SpecialResponse.send(this, status, location);
    }

    /** Answers. The producer gives the bytes; filters apply. */
    public PhaseResult respond(Response newResponse, Producer producer) {
        responseState.applyTo(newResponse);
        response = newResponse;
        filters = new FilterChain(this, producer);
        return filters.send(newResponse);
    }

    /**
     * For a filter that said PENDING for a reason of its own, such as a subrequest: it can go on. Not to be called while what
     * comes after the filter is pending.
     */
    public void writable() {
        if (!isEnded()) {
            filters.writable();
        }
    }

    /**
     * For a filter: the answer is not to be sent, the exchange ends with this status instead, as {@link #end(int)} does. The
     * filter answers {@code next} from its wrap. Fields that are to go with the refusal belong into {@link #earlyFields()}.
     */
    public void refuse(int status) {
        responseState.refuse(status);
    }

    /** What was decided before there is an answer. */
    ResponseState responseState() {
        return responseState;
    }

    /** Answers 101 and gives the client leg to a tunnel; {@link #tunnelEnded()} ends the exchange. */
    public PhaseResult upgrade(Response head101, Tunnel tunnel) {
        response = head101;
        try {
            FilterChain.headOnly(this, head101);
            for (PhaseHandler handler : location().tunnel()) {
                handler.run(this);
            }
        } catch (RegexLimitException e) {
            response = null;
            throw e;
        }
        stream().upgrade(this, head101, tunnel);
        return PhaseResult.DONE;
    }

    /** Both legs of the tunnel are gone. */
    public void tunnelEnded() {
        ended();
    }

    /** The head of the answer, or null before there is one. */
    public Response response() {
        return response;
    }

    /** {@code $status}: of the answer, of the error under way, or what {@link #intend} said; else 0. */
    public int status() {
        return response != null ? response.status() : responseState.status();
    }

    /** The status that an answer is going to have, for a text in it that tells {@code $status}. */
    public void intend(int status) {
        responseState.intend(status);
    }

    // ---- the request's body

    /**
     * Reads the whole body, into memory and beyond {@code client_body_buffer_size} into a file, and makes it readable from its
     * start, again after each call. {@code ready} gets it, or null after the exchange was ended with an error. Called at once
     * when there is no body.
     */
    public void buffer(Consumer<RewindableBody> ready) {
        received.buffer(ready);
    }

    /**
     * Gives the body as it comes, or a {@link RewindableBody} when all of it is there already. {@code ready} is called at once,
     * unless what has come ended the exchange with an error.
     */
    public void stream(Consumer<RequestBody> ready) {
        received.stream(ready);
    }

    /** Whether bytes of it went to somebody by {@link #stream}, or were thrown away, so that it can't be had any more. */
    public boolean isBodyGone() {
        return received.isGone();
    }

    /**
     * For who answers without the body: what has come of it must be one.
     *
     * @return null when it may be; else what the phase that answers is to say
     */
    public PhaseResult discardBody() {
        return received.discard();
    }

    /** What came of it so far. */
    public ReceivedBody received() {
        return received;
    }

    // ---- subrequests

    /**
     * Runs another uri of the same server as a child on the same loop, with a state of its own but this exchange's variables.
     * It starts soon, never inside this call. Its answer goes to {@code sink}; what its access phases would say does not count.
     * A child that drops its client (444) or is upgraded ends the client's own exchange, as in nginx.
     *
     * @param childBody {@link NoBody}, {@link #wholeBody()} or a body that nobody else reads
     * @param then called once when the child has ended, with the child; it must look at {@link #isEnded()} of this exchange
     * @return null when there are too many already; {@code then} is not called
     */
    public Subrequest subrequest(
            String childUri, String childArgs, RequestBody childBody, Sink sink, Consumer<Exchange> then) {
        return subrequests.start(childUri, childArgs, childBody, sink, then);
    }

    /** The body for a subrequest: what was read whole so far, else none. */
    public RequestBody wholeBody() {
        return received.whole() == null ? new NoBody() : received.whole().view();
    }

    /** Whether another exchange's {@link #subrequest} is this. */
    public boolean isSubrequest() {
        return parent != null;
    }

    /** The client's own exchange: this one, or that of which this is a subrequest. */
    public Exchange main() {
        Exchange origin = this;
        while (origin.parent != null) {
            origin = origin.parent;
        }
        return origin;
    }

    // ---- helpers of the loop

    /**
     * {@link EventLoop#offload}; {@code then} must look at {@link #isEnded()} and free what it got. What it throws ends the
     * exchange.
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
     * A temporary file that is not there yet; who asks for it closes it.
     *
     * @param created told its name, one char per byte, when it is made
     */
    public TempFile tempFile(TempPath path, TempFile.Name name, Consumer<String> created) {
        return new TempFile(loop(), path, name, created, this::failed, e -> log(LogLevel.CRIT, e.getMessage()));
    }

    // ---- the end

    /** Called once when the exchange ends, in any way; last registered, first called. */
    public void onEnd(Runnable end) {
        completion.onEnd(end);
    }

    /** Called when the client leaves before the answer is complete; the exchange ends right after. */
    public void onClientGone(Runnable listener) {
        completion.onClientGone(listener);
    }

    /** A client that leaves is not to end this exchange ({@code proxy_ignore_client_abort}). */
    public void ignoreClientAbort(boolean ignore) {
        completion.ignoreClientAbort(ignore);
    }

    public boolean isEnded() {
        return completion.isEnded();
    }

    /** The door has written the last byte. */
    public void answered() {
        answered = true;
        ended();
    }

    /** Whether the answer went out whole. */
    public boolean isAnswered() {
        return answered;
    }

    /** The door can't send the answer. */
    public void broken() {
        ended();
    }

    /**
     * Something failed in a way that it must not: one line tells where, and the client gets 500 where it still can. Who
     * calls this has freed what it held and does not answer any more.
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

    /** The line about something that failed in a way that it must not. */
    public void unexpected(Throwable cause) {
        if (cause instanceof RegexLimitException) {
            log(LogLevel.ALERT, cause.getMessage());
            return;
        }
        StackTraceElement[] trace = cause.getStackTrace();
        log(LogLevel.ALERT, "unexpected " + cause + (trace.length == 0 ? "" : " at " + trace[0]));
    }

    /** The client left while nothing was being written. */
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
        try {
            writeLog();
        } catch (RuntimeException | Error e) {
            unexpected(e);
        }
        stream().ended(this);
    }

    private void writeLog() {
        if (parent == null || location().settings().logSubrequest()) {
            for (PhaseHandler handler : location().log()) {
                handler.run(this);
            }
        }
    }

    // ---- the error log

    /** What proxying adds to lines of the error log: {@code upstream: "http://127.0.0.1:80/uri"}; null for nothing. */
    public void upstreamForLog(String url) {
        upstreamForLog = url;
    }

    /** Writes a line with nginx's context behind it. */
    public void log(LogLevel level, String message) {
        ErrorLog log = location().settings().errorLog();
        if (log.isEnabled(level)) {
            log.write(level, LogContext.line(this, message, upstreamForLog));
        }
    }
}
