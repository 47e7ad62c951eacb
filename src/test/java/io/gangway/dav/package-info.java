/** Tests of WebDAV's methods. */
package io.gangway.dav;
