package io.gangway.core;

import io.gangway.conf.BuffersValue;
import io.gangway.config.CoreHttp;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Scope;
import io.gangway.content.BodyBuffering;
import io.gangway.content.Types;
import io.gangway.exchange.ErrorPages;
import io.gangway.exchange.Lingering;
import io.gangway.exchange.LocationSettings;
import io.gangway.exchange.MainSettings;
import io.gangway.exchange.Redirects;
import io.gangway.exchange.ServerSettings;
import io.gangway.http.Limits;
import java.time.Duration;

/** Reads the values of core's directives from scopes once, into the settings used at run time. */
final class CoreSettings {
    private CoreSettings() {}

    static MainSettings main(Scope main) {
        Duration shutdown = main.get(CoreMain.WORKER_SHUTDOWN_TIMEOUT);
        return new MainSettings(
                main.get(CoreMain.WORKER_PROCESSES),
                main.inner(CoreMain.EVENTS_BLOCK).get(0).get(CoreMain.WORKER_CONNECTIONS),
                main.get(CoreMain.WORKER_GENERATIONS),
                shutdown == null ? 0 : shutdown.toMillis(),
                main.get(CoreMain.WORKER_SHUTDOWN_DELAY).toMillis(),
                main.get(CoreMain.DAEMON),
                main.own(CoreMain.PID));
    }

    static ServerSettings server(Scope scope) {
        BuffersValue large = scope.get(CoreClient.LARGE_CLIENT_HEADER_BUFFERS);
        return new ServerSettings(
                scope.get(CoreClient.CLIENT_HEADER_TIMEOUT).toMillis(),
                new Limits(
                        scope.get(CoreClient.CLIENT_HEADER_BUFFER_SIZE).intValue(),
                        (int) large.count(),
                        (int) large.size(),
                        scope.get(CoreClient.MAX_HEADERS),
                        scope.get(CoreClient.IGNORE_INVALID_HEADERS),
                        scope.get(CoreClient.UNDERSCORES_IN_HEADERS),
                        scope.get(CoreClient.MERGE_SLASHES),
                        false));
    }

    static LocationSettings location(LocationBuilder location) {
        Scope scope = location.scope();
        return new LocationSettings(
                scope.get(CoreContent.ROOT),
                new Types(scope.get(CoreContent.TYPES), scope.get(CoreContent.DEFAULT_TYPE)),
                scope.get(CoreHttp.INTERNAL),
                scope.get(CoreClient.KEEPALIVE_TIMEOUT),
                scope.get(CoreClient.KEEPALIVE_MIN_TIMEOUT).toMillis(),
                scope.get(CoreClient.KEEPALIVE_REQUESTS),
                scope.get(CoreClient.KEEPALIVE_TIME).toMillis(),
                scope.get(CoreClient.KEEPALIVE_DISABLE),
                new Lingering(
                        scope.get(CoreClient.LINGERING_CLOSE),
                        scope.get(CoreClient.LINGERING_TIME).toMillis(),
                        Math.max(1, scope.get(CoreClient.LINGERING_TIMEOUT).toMillis())),
                scope.get(CoreClient.LOG_SUBREQUEST),
                scope.get(CoreClient.SEND_TIMEOUT).toMillis(),
                scope.get(CoreBody.CLIENT_BODY_TIMEOUT).toMillis(),
                scope.get(CoreBody.CLIENT_MAX_BODY_SIZE),
                new BodyBuffering(
                        scope.get(CoreBody.CLIENT_BODY_BUFFER_SIZE),
                        scope.get(CoreBody.CLIENT_BODY_IN_FILE_ONLY),
                        TempPaths.of(location, CoreBody.CLIENT_BODY_TEMP_PATH, "client_body_temp")),
                scope.get(CoreContent.SERVER_TOKENS),
                scope.get(CoreContent.MSIE_PADDING),
                scope.get(CoreClient.CHUNKED_TRANSFER_ENCODING),
                scope.get(GzipAcceptance.GZIP_VARY),
                new Redirects(
                        scope.get(CoreContent.ABSOLUTE_REDIRECT),
                        scope.get(CoreContent.SERVER_NAME_IN_REDIRECT),
                        scope.get(CoreContent.PORT_IN_REDIRECT)),
                new ErrorPages(scope.get(CoreContent.ERROR_PAGE)),
                scope.get(CoreContent.RECURSIVE_ERROR_PAGES),
                scope.get(CoreAccess.SATISFY),
                scope.get(CoreAccess.AUTH_DELAY).toMillis(),
                location.errorLog());
    }
}
