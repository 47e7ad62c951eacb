/**
 * {@code grpc_pass}: sends requests to gRPC servers over HTTP/2. It decides on the head of a request; the rest is done by
 * {@code upstream.exchange} and {@code upstream.http2}.
 */
package io.gangway.grpc;
