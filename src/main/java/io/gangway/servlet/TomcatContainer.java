package io.gangway.servlet;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
import io.gangway.server.ContainerLeg;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.coyote.CloseNowException;

/** Tomcat 10.1 and 11, whose classes are visible to web applications. */
final class TomcatContainer extends Container {
    private final TomcatRules rules = new TomcatRules();

    @Override
    boolean keepsSmallResponses() {
        return true;
    }

    @Override
    boolean canTakeOver() {
        return true;
    }

    @Override
    void takeOver(AsyncContext async, Client client, EventLoop loop, Consumer<ContainerLeg> taken) throws IOException {
        try {
            TomcatUpgrade upgrade = ((HttpServletRequest) async.getRequest()).upgrade(TomcatUpgrade.class);
            upgrade.expect(client, loop, taken);
        } catch (ServletException e) {
            throw new IOException(e);
        }
        async.complete();
    }

    @Override
    boolean endsRequestsOfGoneClients() {
        // https://bz.apache.org/bugzilla/show_bug.cgi?id=61768: after onError Tomcat itself calls complete().
        // This can go when it leaves that to the application.
        return true;
    }

    @Override
    IOException abortException() {
        return new CloseNowException("the response broke off");
    }

    @Override
    void relax(ServletContext context) {
        rules.relax();
    }

    @Override
    List<String> refused() {
        return rules.refused();
    }
}
