package io.gangway.foreign;

import org.springframework.context.ConfigurableApplicationContext;

/** Tomcat, inside a Spring Boot application. */
final class TomcatServer implements ForeignServer {
    private final ConfigurableApplicationContext application = ScoringApplication.start("/xxxx");

    @Override
    public int port() {
        return ScoringApplication.port(application);
    }

    @Override
    public String folder() {
        return "/xxxx/";
    }

    @Override
    public Lines saw() {
        return application.getBean(SpringEcho.class).saw();
    }

    @Override
    public void close() {
        application.close();
    }
}
