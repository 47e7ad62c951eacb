/** The directives of HTTP/2 and {@code $http2}. */
package io.gangway.http2;
