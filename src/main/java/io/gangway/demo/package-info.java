/**
 * The demo's backend: a contest that teams of judges score, over HTTP and WebSocket, on two instances that share one
 * memory. It stands for an application behind the proxy, so it is plain Jetty and knows no other room. Strings here are
 * ordinary text, not bytes.
 */
package io.gangway.demo;
