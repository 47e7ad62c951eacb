/** The streams of HTTP/2 connections, to clients and to upstreams: windows, DATA, and a stream as a {@code Leg}. */
package io.gangway.http2.stream;
