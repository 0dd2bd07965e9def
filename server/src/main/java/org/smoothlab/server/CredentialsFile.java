package org.smoothlab.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.smoothlab.server.relay.Credentials;

/**
 * Users and passwords for other servers, by the names that publishing points refer to.
 *
 * <pre>
 * credentials:
 *   - name: origin-a
 *     user: edge
 *     password: secret
 * </pre>
 */
final class CredentialsFile {
  /** More are refused. */
  static final int CREDENTIALS_MAX = 1_000;

  private static final int BYTES_MAX = 1 << 20;

  private static final Set<PosixFilePermission> FOREIGN =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private CredentialsFile() {}

  /**
   * Reads a file.
   *
   * @throws WrongFileException if it is not right, or not its owner's alone; the message never
   *     quotes a password
   */
  static Credentials read(Path file) throws IOException {
    requireOwnersOnly(file);
    if (Files.size(file) > BYTES_MAX) {
      throw new WrongFileException(file + ": larger than " + BYTES_MAX + " bytes");
    }
    return read(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
  }

  private static void requireOwnersOnly(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
      if (FOREIGN.contains(permission)) {
        throw new WrongFileException(
            file + ": others may read or write it; make it its owner's alone (chmod 600)");
      }
    }
  }

  static Credentials read(String file, String text) throws WrongFileException {
    YamlNode.Fields fields = YamlNode.read(file, text);
    fields.requireOnly(Set.of("credentials"));
    Map<String, Credentials.Login> logins = new LinkedHashMap<>();
    for (YamlNode node :
        fields
            .find("credentials")
            .orElseThrow(() -> fields.place().wrong("has no credentials"))
            .asItems()) {
      put(node.asFields(), logins);
    }
    return new Credentials(logins);
  }

  private static void put(YamlNode.Fields entry, Map<String, Credentials.Login> logins)
      throws WrongFileException {
    entry.requireOnly(Set.of("name", "user", "password"));
    String name = entry.text("name");
    String user = entry.text("user");
    String password = entry.text("password");
    if (name.isEmpty()) {
      throw entry.place().wrong("name is empty");
    }
    if (user.isEmpty() || user.indexOf(':') >= 0) {
      throw entry.place().wrong("user is empty or has a colon");
    }
    if (logins.put(name, new Credentials.Login(user, password)) != null) {
      throw entry.place().wrong(name + " comes twice");
    }
    if (logins.size() > CREDENTIALS_MAX) {
      throw entry.place().wrong("more than " + CREDENTIALS_MAX + " credentials");
    }
  }
}
