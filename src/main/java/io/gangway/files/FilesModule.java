package io.gangway.files;

import io.gangway.core.Directive;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.Slot;
import java.util.List;

/** Plain files and what belongs to them. */
public final class FilesModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return List.of(StaticFiles.ETAG, StaticFiles.LOG_NOT_FOUND, StaticFiles.DISABLE_SYMLINKS, Index.INDEX);
    }

    @Override
    public void compose(Place place) {
        place.phase(Slot.INDEX, new Index(place.scope()));
        place.phase(Slot.STATIC, new StaticFiles(place.scope()));
    }
}
