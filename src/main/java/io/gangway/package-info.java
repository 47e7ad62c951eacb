/**
 * Runs an nginx configuration on the JVM. This is the embedding API: {@link io.gangway.Gangway} reads, starts, reloads
 * and stops a server within a program.
 */
package io.gangway;
