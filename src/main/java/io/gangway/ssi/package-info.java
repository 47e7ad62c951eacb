/** Server Side Includes: pages that are put together from other answers of the same server. */
package io.gangway.ssi;
