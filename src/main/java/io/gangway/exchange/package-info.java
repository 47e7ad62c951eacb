/**
 * One request at run time: the exchange, its phases, filters and variables, and the locations and servers that it is
 * routed by. Independent of directives and features. An {@link io.gangway.exchange.Exchange} runs the phase handlers of
 * its {@link io.gangway.exchange.Location} and sends the response through its filters to an {@link
 * io.gangway.exchange.HttpStream}.
 */
package io.gangway.exchange;
