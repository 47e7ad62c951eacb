/** Addresses, networks, host names and the PROXY protocol. Independent of HTTP. */
package io.gangway.net;
