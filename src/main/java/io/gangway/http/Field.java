package io.gangway.http;

/**
 * One header field line; the name keeps the case in which it was written.
 *
 * @param name field name, one char per byte
 * @param value field value without surrounding spaces, one char per byte
 */
public record Field(String name, String value) {}
