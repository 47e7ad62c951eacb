package io.gangway.tls;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.VirtualHosts;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.Host;
import io.gangway.metrics.RequestZone;
import io.gangway.metrics.TlsCounts.VerifyFailure;
import io.gangway.tls.SslDirectives.VerifyClient;
import io.gangway.tls.openssl.VerifyResult;

/** Responds with 495, 496 or 421 to a client whose certificate does not meet the server's {@code ssl_verify_client}. */
final class ClientCertificateCheck implements PhaseHandler {
    private static final int CERTIFICATE_ERROR = 495;
    private static final int NO_CERTIFICATE = 496;
    private static final int MISDIRECTED = 421;

    private final ServerTlsConfig server;

    ClientCertificateCheck(ServerTlsConfig server) {
        this.server = server;
    }

    @Override
    public PhaseResult run(Exchange x) {
        TlsConnection connection = TlsConnection.of(x);
        if (x.explanation() != null && x.client().isSecure() && server.verifyClient() != VerifyClient.OFF) {
            x.explanation()
                    .step(
                            Topic.ACCESS,
                            x.location().source().levels(),
                            "ssl_verify_client",
                            "ssl_verify_client asks for a certificate of the client");
            x.explanation().assume("the client's certificate is accepted");
        }
        if (connection == null) {
            return PhaseResult.NEXT;
        }
        if (isOtherName(x, connection.handshake().serverName())) {
            return refuse(
                    x,
                    MISDIRECTED,
                    "client attempted to request the server name different from the one that was negotiated");
        }
        VerifyResult result = connection.verify(x);
        if (result == null) {
            if (server.verifyClient() == VerifyClient.ON) {
                count(x, VerifyFailure.NO_CERT);
            }
            return server.verifyClient() == VerifyClient.ON
                    ? refuse(x, NO_CERTIFICATE, "client sent no required SSL certificate")
                    : PhaseResult.NEXT;
        }
        boolean passes = result == VerifyResult.OK
                || server.verifyClient() == VerifyClient.OPTIONAL_NO_CA && result.isOptional();
        if (!passes) {
            count(x, failure(result));
            return refuse(x, CERTIFICATE_ERROR, "client SSL certificate verify error: (" + result + ")");
        }
        return result == VerifyResult.OK ? ocsp(x, connection) : PhaseResult.NEXT;
    }

    /** As {@code ssl_ocsp} says; waits if the status of the certificate is not known yet. */
    private static PhaseResult ocsp(Exchange x, TlsConnection connection) {
        OcspStatus status = connection.status(x);
        if (status == null) {
            connection.findStatus(x, () -> {
                if (!x.isEnded()) {
                    x.resume(ocsp(x, connection));
                }
            });
            return PhaseResult.PENDING;
        }
        if (status == OcspStatus.GOOD) {
            return PhaseResult.NEXT;
        }
        count(x, status == OcspStatus.REVOKED ? VerifyFailure.REVOKED_CERT : VerifyFailure.OTHER);
        return refuse(x, CERTIFICATE_ERROR, "client SSL certificate verify error: " + status.text());
    }

    /**
     * Whether the request is for another server than the one of the handshake, which may require another certificate.
     * As in nginx, an SNI name that matches no server is ignored.
     */
    private static boolean isOtherName(Exchange x, String negotiated) {
        String requested = x.head().host();
        if (negotiated == null || requested == null) {
            return false;
        }
        Host host = Host.parse(negotiated);
        return host != null && !host.name().equals(requested) && isNamed(x, negotiated);
    }

    private static boolean isNamed(Exchange x, String negotiated) {
        VirtualHosts hosts = x.generation().listens().get(x.client().listen().address());
        return hosts == null || hosts.isNamed(negotiated);
    }

    private static VerifyFailure failure(VerifyResult result) {
        return switch (result) {
            case EXPIRED -> VerifyFailure.EXPIRED_CERT;
            case REVOKED -> VerifyFailure.REVOKED_CERT;
            default -> VerifyFailure.OTHER;
        };
    }

    private static void count(Exchange x, VerifyFailure why) {
        x.generation().engine().tls().notVerified(why);
        RequestZone zone = x.server().zone();
        if (zone != null) {
            zone.tls().notVerified(why);
        }
    }

    private static PhaseResult refuse(Exchange x, int status, String why) {
        x.log(LogLevel.INFO, why + " while reading client request headers");
        return x.end(status);
    }
}
