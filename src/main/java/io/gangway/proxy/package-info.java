/**
 * {@code proxy_pass}: asks an upstream on behalf of a client. A request head is written by compiled rules, the body follows, and
 * the answer goes back with back-pressure and without copies. Everything of a request runs on the loop of its client.
 */
package io.gangway.proxy;
