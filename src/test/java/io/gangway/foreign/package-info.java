/**
 * Third-party WebSocket clients and servers, each with each, through every relay, in clear text and over TLS: Chromium,
 * node, Jetty, the JDK, Tomcat; Socket.IO, SockJS and STOMP on top. Also HTTP/2 with undici, hypercorn, Undertow, h2load,
 * and with HAProxy and nghttpx on either side. Tests whose program is missing are skipped with a message.
 */
package io.gangway.foreign;
