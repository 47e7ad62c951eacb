/**
 * Gangway and nginx get the same configuration and the same requests; their responses and their requests to the backend
 * are compared. The pairs of configuration and request are files in {@code src/test/resources/differential}, next to
 * the records of nginx's results.
 */
package io.gangway.differential;
