/**
 * The backend of the demo: a contest that teams of judges score over HTTP and WebSocket, on two instances that share
 * their state. It represents an application behind the proxy, so it is plain Jetty and uses no other package. Its
 * strings are ordinary text, not bytes.
 */
package io.gangway.demo;
