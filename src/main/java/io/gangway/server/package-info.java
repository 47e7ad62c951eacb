/**
 * The server: listening sockets and acceptors, and the running generation with reload, drain and stop. {@link
 * io.gangway.server.Engine} is its entry.
 */
package io.gangway.server;
