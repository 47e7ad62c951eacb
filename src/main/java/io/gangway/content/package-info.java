/**
 * The bytes of messages: sinks, producers and request bodies, with back-pressure and one owner for each buffer.
 */
package io.gangway.content;
