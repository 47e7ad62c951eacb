package io.gangway.upstream;

/**
 * The response times of a peer as {@code least_time} sees them: moving averages in milliseconds, computed as in nginx.
 * Guarded by the lock of its peers.
 */
final class PeerTimes {
    private static final double NEWEST = 0.05;

    /** Slower peers are equally bad. */
    private static final long MAX = 5000;

    /** Peers whose times differ by less take turns. */
    private static final int STEP = 20;

    private long header;
    private long response;

    /** Average time that the requests without a response have lasted. */
    private long waited;

    /** How long the requests without a response had lasted in total at {@link #waitingSince}. */
    private long waiting;

    private long waitingSince;
    private int unanswered;

    /** A response has arrived. */
    void header(long millis) {
        header = average(header, millis);
    }

    /** A response is complete. */
    void response(long millis) {
        response = average(response, millis);
    }

    private static long average(long before, long millis) {
        return before == 0 ? millis : (long) (0.5 + millis * NEWEST + before * (1 - NEWEST));
    }

    /** A request was sent that counts as unanswered until {@link #answered}. */
    void asked(long now) {
        waiting += (now - waitingSince) * unanswered;
        waitingSince = now;
        unanswered++;
    }

    /** @param millis how long the request has lasted */
    void answered(long millis, long now) {
        waiting = unanswered == 1 ? 0 : Math.max(0, waiting + (now - waitingSince) * unanswered - millis);
        waitingSince = now;
        unanswered--;
    }

    /** Looks at the requests without a response. */
    void look(long now) {
        if (unanswered > 0) {
            waited = average(waited, waiting / unanswered + now - waitingSince);
        }
    }

    /**
     * The estimated time for a further request.
     *
     * @param lastByte whether the time of the whole response counts
     * @param halvings how often the average is halved, since the peer was not used for long
     * @param connections of the peer
     */
    long estimate(boolean lastByte, long halvings, int connections) {
        long average = (lastByte ? response : header) >> Math.min(halvings, Long.SIZE - 1);
        if (unanswered > 0) {
            average = Math.max(average, waited);
        }
        return (average > MAX ? MAX : average + STEP - average % STEP) * (1 + connections);
    }
}
