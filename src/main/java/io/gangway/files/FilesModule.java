package io.gangway.files;

import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.exchange.FilterOrder;
import io.gangway.exchange.Phase;
import java.util.List;

/** The module for static files, indexes, directory lists, conditional requests and ranges. */
public final class FilesModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return List.of(
                StaticFiles.ETAG,
                StaticFiles.LOG_NOT_FOUND,
                StaticFiles.DISABLE_SYMLINKS,
                EncodedFiles.GZIP_STATIC,
                EncodedFiles.BROTLI_STATIC,
                Index.INDEX,
                RandomIndex.RANDOM_INDEX,
                Autoindex.AUTOINDEX,
                Autoindex.EXACT_SIZE,
                Autoindex.LOCALTIME,
                Autoindex.FORMAT,
                TryFiles.TRY_FILES,
                Conditional.IF_MODIFIED_SINCE,
                RangeFilter.MAX_RANGES);
    }

    @Override
    public void compose(LocationBuilder location) {
        Scope scope = location.scope();
        TryFiles.Arguments tryFiles = scope.get(TryFiles.TRY_FILES);
        if (tryFiles != null) {
            location.phase(Phase.PRECONTENT, new TryFiles(tryFiles));
        }
        if (scope.get(RandomIndex.RANDOM_INDEX)) {
            location.phase(Phase.INDEX, new RandomIndex());
        }
        location.phase(Phase.INDEX, new Index(scope));
        if (scope.get(Autoindex.AUTOINDEX)) {
            location.phase(Phase.AUTOINDEX, new Autoindex(scope));
        }
        StaticFiles files = new StaticFiles(scope);
        EncodedFiles.of(scope, files).forEach(handler -> location.phase(Phase.STATIC, handler));
        location.phase(Phase.STATIC, files);

        location.filter(FilterOrder.NOT_MODIFIED, new Conditional(scope.get(Conditional.IF_MODIFIED_SINCE)));
        int maxRanges = scope.get(RangeFilter.MAX_RANGES);
        if (maxRanges > 0) {
            location.filter(FilterOrder.RANGE, new RangeFilter(maxRanges, boundaries(location.context())));
        }
    }

    private static Boundaries boundaries(LoadContext context) {
        return context.shared(Boundaries.class, Boundaries::new);
    }
}
