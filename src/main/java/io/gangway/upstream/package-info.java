/**
 * Whom to ask: groups of peers, which of them is next, which of them are well, and connections to them that are kept for the
 * next request. Names of the configuration are resolved at the start, others by {@code dns}. This room sends and reads no byte.
 */
package io.gangway.upstream;
