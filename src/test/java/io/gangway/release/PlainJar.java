package io.gangway.release;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Writes jars again without the permissions of their files: those are of the machine that built them, by its umask, and
 * would make the same sources make other bytes. Arguments: the jars, which are replaced.
 */
public final class PlainJar {
    private PlainJar() {}

    public static void main(String[] args) throws IOException {
        for (String jar : args) {
            Path file = Path.of(jar);
            Files.write(file, rewritten(Files.readAllBytes(file)));
        }
    }

    /** The same entries with their times, in their order. */
    static byte[] rewritten(byte[] jar) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(jar.length);
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                ZipEntry plain = new ZipEntry(entry.getName());
                plain.setTimeLocal(entry.getTimeLocal());
                zip.putNextEntry(plain);
                in.transferTo(zip);
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }
}
