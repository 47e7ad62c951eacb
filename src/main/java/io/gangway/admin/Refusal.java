package io.gangway.admin;

/**
 * Why a request is refused.
 *
 * @param status of the response
 * @param code for programs, such as {@code HostNotAllowed}
 * @param text for people
 */
public record Refusal(int status, String code, String text) {}
