/**
 * The bodies of messages: sinks, producers and request bodies, with back-pressure and exactly one owner for each
 * buffer.
 */
package io.gangway.content;
