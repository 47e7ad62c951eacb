/**
 * What is counted, and the state of the server that can be read. Parts of the server own the counters and increment them
 * on the loops; {@code prometheus} and the APIs read them.
 */
package io.gangway.metrics;
