/** Changes files by WebDAV's methods PUT, DELETE, MKCOL, COPY and MOVE: {@code dav_methods} and its kin. */
package io.gangway.dav;
