package io.gangway.files;

import io.gangway.core.Directive;
import io.gangway.core.Drawing;
import io.gangway.core.FilterSlot;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.Scope;
import io.gangway.core.Slot;
import java.util.List;

/** Plain files and what belongs to them. */
public final class FilesModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return List.of(
                StaticFiles.ETAG,
                StaticFiles.LOG_NOT_FOUND,
                StaticFiles.DISABLE_SYMLINKS,
                GzipStatic.GZIP_STATIC,
                Index.INDEX,
                RandomIndex.RANDOM_INDEX,
                Autoindex.AUTOINDEX,
                Autoindex.EXACT_SIZE,
                Autoindex.LOCALTIME,
                Autoindex.FORMAT,
                TryFiles.TRY_FILES,
                Conditional.IF_MODIFIED_SINCE,
                Ranges.MAX_RANGES);
    }

    @Override
    public void compose(Place place) {
        Scope scope = place.scope();
        TryFiles.Words tried = scope.get(TryFiles.TRY_FILES);
        if (tried != null) {
            place.phase(Slot.PRECONTENT, new TryFiles(tried));
        }
        if (scope.get(RandomIndex.RANDOM_INDEX)) {
            place.phase(Slot.INDEX, new RandomIndex());
        }
        place.phase(Slot.INDEX, new Index(scope));
        if (scope.get(Autoindex.AUTOINDEX)) {
            place.phase(Slot.AUTOINDEX, new Autoindex(scope));
        }
        StaticFiles files = new StaticFiles(scope);
        if (scope.get(GzipStatic.GZIP_STATIC) != GzipStatic.Mode.OFF) {
            place.phase(Slot.STATIC, new GzipStatic(scope, files));
        }
        place.phase(Slot.STATIC, files);

        place.filter(FilterSlot.NOT_MODIFIED, new Conditional(scope.get(Conditional.IF_MODIFIED_SINCE)));
        int mostRanges = scope.get(Ranges.MAX_RANGES);
        if (mostRanges > 0) {
            place.filter(FilterSlot.RANGE, new Ranges(mostRanges, boundaries(place.drawing())));
        }
    }

    private static Boundaries boundaries(Drawing drawing) {
        Boundaries boundaries = drawing.service(Boundaries.class);
        if (boundaries == null) {
            boundaries = new Boundaries();
            drawing.service(Boundaries.class, boundaries);
        }
        return boundaries;
    }
}
