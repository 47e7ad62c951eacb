/**
 * One request at run time: the exchange, its phases, filters and variables, and the settled locations and servers it is routed
 * by. Knows no directive and no feature.
 */
package io.gangway.exchange;
