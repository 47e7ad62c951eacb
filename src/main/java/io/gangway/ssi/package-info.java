/** Server Side Includes: builds a page from the responses of other locations. */
package io.gangway.ssi;
