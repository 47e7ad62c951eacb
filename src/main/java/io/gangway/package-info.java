/** Gangway runs an nginx configuration on the JVM. */
package io.gangway;
