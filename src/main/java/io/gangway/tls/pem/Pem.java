package io.gangway.tls.pem;

import io.gangway.conf.SystemError;
import io.gangway.conf.WholeFile;
import io.gangway.tls.openssl.TlsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Reads certificates and private keys from PEM files, and writes PEM text. A path is a string of bytes, as in the
 * configuration; relative to the working directory. A path that begins with {@code data:} is the PEM text itself.
 * Errors are {@link TlsException}s with the wording of nginx and OpenSSL.
 */
public final class Pem {
    private static final Set<String> CERTIFICATE = Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");

    private Pem() {}

    /** All certificates of a file in order; at least one. */
    public static List<X509Certificate> certificates(String path) {
        String failed = "cannot load certificate \"" + path + "\": ";
        String read = failed + "PEM_read_bio_X509_AUX() failed (SSL: ";
        List<X509Certificate> chain = new ArrayList<>();
        for (PemBlock block : blocks(path, failed, read)) {
            if (CERTIFICATE.contains(block.label())) {
                chain.add(certificate(block, read));
            }
        }
        if (chain.isEmpty()) {
            throw new TlsException(read + "error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)");
        }
        return chain;
    }

    /** All revocation lists of a file; at least one. */
    public static List<X509CRL> revocationLists(String path) {
        String failed = "cannot load CRL \"" + path + "\": ";
        String read = failed + "PEM_read_bio_X509_CRL() failed (SSL: ";
        List<X509CRL> lists = new ArrayList<>();
        for (PemBlock block : blocks(path, failed, read)) {
            if (block.label().equals("X509 CRL")) {
                lists.add(revocationList(block, read));
            }
        }
        if (lists.isEmpty()) {
            throw new TlsException(read + "error:0480006C:PEM routines::no start line:Expecting: X509 CRL)");
        }
        return lists;
    }

    private static X509CRL revocationList(PemBlock block, String read) {
        try {
            return (X509CRL)
                    CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(block.data()));
        } catch (GeneralSecurityException e) {
            throw new TlsException(
                    read
                            + "error:0688010A:asn1 encoding routines::nested asn1 error:Type=X509_CRL error:0488000D:PEM routines::ASN1 lib)",
                    e);
        }
    }

    private static X509Certificate certificate(PemBlock block, String read) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.data()));
        } catch (CertificateException e) {
            throw new TlsException(
                    read
                            + "error:0688010A:asn1 encoding routines::nested asn1 error:Type=X509 error:0488000D:PEM routines::ASN1 lib)",
                    e);
        }
    }

    /**
     * The first private key of a file.
     *
     * @param passwords tried in order when the key is encrypted, as with {@code ssl_password_file}
     */
    public static PrivateKey privateKey(String path, List<String> passwords) {
        String failed = "cannot load certificate key \"" + path + "\": ";
        String read = failed + "PEM_read_bio_PrivateKey() failed (SSL: ";
        String unsupported =
                read + "error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM";
        try {
            PrivateKey key = PemKey.read(blocks(path, failed, read), passwords);
            if (key == null) {
                throw new TlsException(unsupported + ")");
            }
            return key;
        } catch (GeneralSecurityException e) {
            String message = String.valueOf(e.getMessage());
            throw new TlsException(message.startsWith("error:") ? read + message + ")" : unsupported + ")", e);
        }
    }

    /**
     * Encodes a block of PEM text (RFC 7468). Each line ends with a line feed.
     *
     * @param label such as CERTIFICATE or PRIVATE KEY
     */
    public static String text(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /** The lines of a password file, without empty ones. */
    public static List<String> passwords(String path) {
        try {
            String text = WholeFile.read(path);
            return text.lines().filter(line -> !line.isEmpty()).toList();
        } catch (NoSuchFileException e) {
            throw new TlsException("open() \"" + path + "\" failed (2: No such file or directory)", e);
        } catch (AccessDeniedException e) {
            throw new TlsException("open() \"" + path + "\" failed (13: Permission denied)", e);
        } catch (IOException e) {
            throw new TlsException("read() \"" + path + "\" failed (" + SystemError.of(e) + ")", e);
        }
    }

    private static List<PemBlock> blocks(String path, String failed, String read) {
        String text = path.startsWith("data:") ? path.substring("data:".length()) : text(path, failed);
        try {
            return PemBlock.read(text);
        } catch (IllegalArgumentException e) {
            throw new TlsException(read + e.getMessage() + ")", e);
        }
    }

    private static String text(String path, String failed) {
        String open = failed + "BIO_new_file() failed (SSL: error:";
        try {
            return WholeFile.read(path);
        } catch (NoSuchFileException e) {
            throw new TlsException(
                    open + "80000002:system library::No such file or directory:calling fopen(" + path
                            + ", r) error:10000080:BIO routines::no such file)",
                    e);
        } catch (AccessDeniedException e) {
            throw new TlsException(
                    open + "8000000D:system library::Permission denied:calling fopen(" + path
                            + ", r) error:10080002:BIO routines::system lib)",
                    e);
        } catch (IOException e) {
            throw new TlsException(open + "10080002:BIO routines::system lib:" + SystemError.text(e) + ")", e);
        }
    }
}
