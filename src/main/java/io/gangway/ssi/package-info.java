/** Server Side Includes: builds a page from responses of other locations. */
package io.gangway.ssi;
