package io.gangway.foreign;

import java.nio.file.Path;
import org.springframework.context.ConfigurableApplicationContext;

/** Tomcat, inside a Spring Boot application. */
final class TomcatServer implements ForeignServer {
    private final ConfigurableApplicationContext application;

    /** Starts it; over TLS with the certificate in this directory, or in clear text if it is null. */
    TomcatServer(Path certificate) {
        application = ScoringApplication.start("/xxxx", tls(certificate));
    }

    private static String[] tls(Path certificate) {
        return certificate == null
                ? new String[] {ScoringApplication.BEHIND_TLS}
                : new String[] {
                    ScoringApplication.BEHIND_TLS,
                    // the page in the browser is served in clear text, on another port
                    "echo.origins=*",
                    "server.ssl.certificate=file:" + certificate.resolve("it.crt"),
                    "server.ssl.certificate-private-key=file:" + certificate.resolve("it.key")
                };
    }

    @Override
    public int port() {
        return ScoringApplication.port(application);
    }

    @Override
    public String directory() {
        return "/xxxx/";
    }

    @Override
    public Lines events() {
        return application.getBean(SpringEcho.class).events();
    }

    @Override
    public void close() {
        application.close();
    }
}
