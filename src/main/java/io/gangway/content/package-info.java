/**
 * The bodies of messages: sinks, producers and request bodies, with back-pressure and exactly one owner for each
 * buffer; also temporary files, and the head of a response before it is sent.
 */
package io.gangway.content;
