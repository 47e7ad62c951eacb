/**
 * What the protocols over HTTP/2 streams share, the proxy and gRPC: fields of requests, and the reading of responses.
 */
package io.gangway.upstream.http2.request;
