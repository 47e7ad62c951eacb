package io.gangway.explain;

import io.gangway.conf.Position;
import java.util.Locale;

/**
 * One step of an explained request.
 *
 * @param topic what the step is about
 * @param depth 0 for the client's request, 1 for its subrequests, and so on
 * @param position the directive that decided; null when none did
 * @param text one sentence without a full stop, for people; its wording may change
 */
public record ExplanationStep(Topic topic, int depth, Position position, String text) {
    /** A duration for people: {@code 60 s}, {@code 5 min}, {@code 1 h}. */
    public static String time(long millis) {
        if (millis % 1000 != 0) {
            return millis + " ms";
        }
        long seconds = millis / 1000;
        if (seconds >= 3600 && seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds >= 120 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    /** What a step is about. The names in lower case are those of the JSON form. */
    public enum Topic {
        /** The head of the request. */
        REQUEST,
        /** The address that accepts the request. */
        LISTEN,
        /** The choice of the server. */
        SERVER,
        /** The client's address. */
        CLIENT,
        /** {@code rewrite}, {@code if}, {@code set}, {@code break}, {@code return}. */
        REWRITE,
        /** The value of a variable. */
        VARIABLE,
        /** The choice of the location, and the candidates that lost. */
        LOCATION,
        /** Limits of requests, connections and bodies. */
        LIMIT,
        /** Access control. */
        ACCESS,
        /** A subrequest. */
        SUBREQUEST,
        /** Files and directories: {@code try_files}, {@code index}, static files. */
        FILE,
        /** An internal redirect. */
        REDIRECT,
        /** {@code error_page}. */
        ERROR,
        /** The request to the backend. */
        PROXY,
        /** The group of peers and its members. */
        UPSTREAM,
        /** What an upgrade would meet. */
        WEBSOCKET,
        /** The response, and the fields added to it. */
        RESPONSE,
        /** A line that the error log would get. */
        LOG;

        /** The name in JSON and in the text form. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
