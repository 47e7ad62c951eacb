/**
 * {@code fastcgi_pass}: sends requests to FastCGI servers such as PHP-FPM. It encodes the parameters of a request and
 * decodes the records of a response; the rest is done by {@code upstream.exchange}.
 */
package io.gangway.fastcgi;
