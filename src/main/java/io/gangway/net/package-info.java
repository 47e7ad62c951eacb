/**
 * Addresses, networks and host names, and the PROXY protocol. Knows nothing of HTTP messages.
 */
package io.gangway.net;
