/**
 * Asks DNS servers for the addresses of a name while requests run, as nginx's {@code resolver} does. Each loop asks and
 * remembers for itself: no thread is added, none waits, nothing is shared. Only plain questions for A and AAAA are known here.
 */
package io.gangway.dns;
