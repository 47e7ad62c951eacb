package io.gangway.exchange;

import io.gangway.content.Response;
import io.gangway.http.Fields;

/** What is known of an exchange's answer before there is one: an error under way, and who has a say in it. Owned by its exchange. */
final class ResponseState {
    private int errorStatus;
    private int intendedStatus;
    private int refusal;
    private boolean errorPageUsed;
    private String location;
    private int failures;
    /** Null until there are any. */
    private Fields.Builder earlyFields;

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

    /** See {@link Exchange#earlyFields}. */
    Fields.Builder earlyFields() {
        if (earlyFields == null) {
            earlyFields = Fields.builder();
        }
        return earlyFields;
    }

    /** How often the exchange failed in a way that it must not, this time included. */
    int failed() {
        return ++failures;
    }

    /** Whether the answer goes to the client as it is. */
    boolean skipsFilters() {
        return failures > 1;
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
        if (earlyFields != null) {
            for (var field : earlyFields.build()) {
                response.fields().add(field.name(), field.value());
            }
        }
    }
}
