package io.gangway.exchange;

import io.gangway.content.Response;

/** What is known of an exchange's answer before there is one: an error under way, and who has a say in it. Owned by its exchange. */
final class ResponseState {
    private int errorStatus;
    private int intendedStatus;
    private int refusal;
    private boolean errorPageUsed;
    private String location;

    /** The status that the answer gets, whatever it has itself; 0 when its own counts. */
    int errorStatus() {
        return errorStatus;
    }

    void errorStatus(int status) {
        errorStatus = status;
    }

    /** {@code $status} as long as there is no answer. */
    int status() {
        return errorStatus != 0 ? errorStatus : intendedStatus;
    }

    void intend(int status) {
        intendedStatus = status;
    }

    /** Whether an {@code error_page} was taken that allows no other. */
    boolean errorPageUsed() {
        return errorPageUsed;
    }

    void errorPageUsed(boolean used) {
        errorPageUsed = used;
    }

    /** As in nginx a redirect's {@code Location} stays on the answer that {@code error_page} gives instead. */
    void location(String kept) {
        location = kept;
    }

    void refuse(int status) {
        refusal = status;
    }

    boolean isRefused() {
        return refusal != 0;
    }

    /** The status of a refusal, which is then forgotten; 0 when there is none. */
    int takeViolation() {
        int status = refusal;
        refusal = 0;
        return status;
    }

    /** Puts on an answer what was decided before it. */
    void applyTo(Response response) {
        if (errorStatus != 0) {
            response.status(errorStatus);
        }
        if (response.location() == null) {
            response.location(location);
        }
    }
}
