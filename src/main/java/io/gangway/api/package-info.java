/** The API of nginx Plus, version 9: {@code api}. Reads counters and the state of the server, and changes upstreams. */
package io.gangway.api;
