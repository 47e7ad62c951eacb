/**
 * Jetty's part: selector loops and their end points, the HTTP/1.1 door, listening sockets, and the running generation with
 * reload, drain and stop.
 */
package io.gangway.server;
