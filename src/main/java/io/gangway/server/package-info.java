/** The server: engine, listening sockets and acceptors, and the running configuration with reload, drain and stop. */
package io.gangway.server;
