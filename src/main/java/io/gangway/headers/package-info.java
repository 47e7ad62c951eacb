/** Adds fields to responses: {@code add_header}, {@code add_trailer}, {@code expires}. */
package io.gangway.headers;
