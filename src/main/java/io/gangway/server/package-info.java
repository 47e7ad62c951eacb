/**
 * The server on top of Jetty's I/O: event loops and connections, HTTP/1.1 and HTTP/2 over sockets, listening sockets,
 * and the running configuration with reload, drain and stop.
 */
package io.gangway.server;
