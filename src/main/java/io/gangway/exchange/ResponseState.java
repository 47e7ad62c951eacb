package io.gangway.exchange;

import io.gangway.content.Response;
import io.gangway.http.Fields;

/**
 * State of an exchange's response before the response exists: the error being handled, a refusal by a filter, and
 * fields to keep. Owned by its exchange.
 */
final class ResponseState {
    /** A refusal without a response. */
    static final int NO_RESPONSE = -1;

    private int errorStatus;
    private int intendedStatus;
    private int refusal;
    private boolean errorPageUsed;
    private String location;
    private boolean unfiltered;
    private int failures;
    /** Null until there are any. */
    private Fields.Builder earlyFields;

    /** The status that overrides the response's own; 0 for none. */
    int errorStatus() {
        return errorStatus;
    }

    void errorStatus(int status) {
        errorStatus = status;
    }

    /** {@code $status} before the response exists. */
    int status() {
        return errorStatus != 0 ? errorStatus : intendedStatus;
    }

    boolean isIntended() {
        return intendedStatus != 0;
    }

    void intend(int status) {
        intendedStatus = status;
    }

    /** Whether an {@code error_page} was used that allows no other. */
    boolean errorPageUsed() {
        return errorPageUsed;
    }

    void errorPageUsed(boolean used) {
        errorPageUsed = used;
    }

    /** As in nginx, a redirect keeps its {@code Location} when {@code error_page} replaces the response. */
    void location(String value) {
        location = value;
    }

    /** See {@link Exchange#earlyFields}. */
    Fields.Builder earlyFields() {
        if (earlyFields == null) {
            earlyFields = Fields.builder();
        }
        return earlyFields;
    }

    /** Counts unexpected failures of the exchange; returns their number, this one included. */
    int failed() {
        return ++failures;
    }

    /** The response bypasses the filters, since those of another exchange will see it. */
    void unfiltered() {
        unfiltered = true;
    }

    /** Whether the response bypasses the filters. */
    boolean skipsFilters() {
        return unfiltered || failures > 1;
    }

    void refuse(int status) {
        refusal = status;
    }

    boolean isRefused() {
        return refusal != 0;
    }

    /** Returns the status of a refusal and resets it; 0 when there is none. */
    int takeRefusal() {
        int status = refusal;
        refusal = 0;
        return status;
    }

    /** Applies the state to the response. */
    void applyTo(Response response) {
        if (errorStatus != 0) {
            response.status(errorStatus);
        }
        if (response.location() == null) {
            response.location(location);
        }
        applyFieldsTo(response);
    }

    /** Adds the early fields before those of the response, as in nginx. */
    void applyFieldsTo(Response response) {
        if (earlyFields != null) {
            response.fields().addAllFirst(earlyFields.build());
        }
    }
}
