/**
 * WebSocket clients and servers that nobody here wrote, each with each, through every relay, in clear text and over TLS: Chromium,
 * node, Jetty, the JDK, Tomcat; Socket.IO, SockJS and STOMP on top. What misses its program says so and is skipped.
 */
package io.gangway.foreign;
