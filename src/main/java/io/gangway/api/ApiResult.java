package io.gangway.api;

/**
 * What a request has done.
 *
 * @param status of the response
 * @param value for the body as JSON; ignored for 204
 */
record ApiResult(int status, Object value) {
    static final ApiResult NO_CONTENT = new ApiResult(204, null);
}
