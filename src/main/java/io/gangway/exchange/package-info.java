/**
 * One request at run time: the exchange, its phases, filters and variables, and the locations and servers that it is
 * routed by. Independent of directives and features.
 */
package io.gangway.exchange;
